/** Somebody who does not exist, to fill the identity check's form with. */

/** Values by the form's fields. */
export const SAMPLE_PERSON = {
  firstName: "Ada",
  familyName: "Sample",
  dateOfBirth: "1990-12-10",
  placeOfBirth: "Porto",
  nationality: "PT",
  idDocumentType: "ID_CARD",
  idDocumentCountry: "PT",
  idDocumentNumber: "SPECIMEN-4711",
  idDocumentDateOfIssue: "2022-03-01",
  idDocumentDateOfExpiry: `${new Date().getFullYear() + 6}-03-01`,
  residentialAddressStreet: "Rua das Flores",
  residentialAddressHouseNumber: "12",
  residentialAddressPostalCode: "4050-262",
  residentialAddressCity: "Porto",
  residentialAddressCountry: "PT",
};
