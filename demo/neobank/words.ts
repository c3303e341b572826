/** All that Neobank's pages say to people, beside what stands in the HTML. */
export const words = {
  /** How an identity check stands. */
  check: {
    open: { title: "Your check has begun", text: "Fill in the form and send it; it takes five minutes." },
    pending: {
      title: "We are looking at your details",
      text: "You can close this page. The credential arrives without you.",
    },
    issued: {
      title: "Welcome to Neobank",
      text: "You are verified. Your account is open and your credential is in your idOS.",
    },
    rejected: { title: "We could not verify you", text: "You may start again with other documents." },
    failed: { title: "The check did not finish", text: "Start it again; it was not your fault." },
  },
  reason: (reason: string): string => `Reason given: ${reason}`,
  toForm: "Go to the form",
  notOpened: (code: string): string => `Nothing was opened (${code}). You can start again at any time.`,
  noStart: "This page could not start: its server does not answer. Reload to try again.",
  form: {
    choose: "Choose",
    problems: (count: number): string =>
      count === 1 ? "One thing is missing or wrong." : `${count} things are missing or wrong.`,
    received: {
      title: "Thank you. We have your details.",
      text: "Our people look at them now. You can close this page: when the check is done, the credential is in your idOS without another click of yours.",
    },
    unknown: {
      title: "This link does not work",
      text: "There is no identity check with this number. Start again from Neobank's first page.",
    },
    unreachable: { title: "Neobank does not answer", text: "The server cannot be reached at the moment." },
    back: "Back to Neobank",
    tryAgain: "Try again",
    notTaken: "Neobank did not take the form. Try again.",
    noAnswer: "Neobank does not answer. Your entries are still here: try again.",
  },
  /** Printed on the specimen of an identity card. */
  specimen: {
    title: "IDENTITY CARD · SPECIMEN",
    name: "Name",
    number: "Number",
    born: "Born",
    expires: "Expires",
  },
  backOffice: {
    firm: "Neobank",
    title: "Identity checks",
    count(open: number): string {
      if (open === 0) return "Nothing waits for a decision.";
      return open === 1 ? "One waits for a decision." : `${open} wait for a decision.`;
    },
    /** The fields of the form, in the order in which they are listed. */
    labels: {
      firstName: "First name",
      middleName: "Middle name",
      familyName: "Family name",
      dateOfBirth: "Date of birth",
      placeOfBirth: "Place of birth",
      nationality: "Nationality",
      idDocumentType: "Document",
      idDocumentCountry: "Issued by",
      idDocumentNumber: "Document number",
      idDocumentDateOfIssue: "Day of issue",
      idDocumentDateOfExpiry: "Expires on",
      residentialAddressStreet: "Street",
      residentialAddressHouseNumber: "House number",
      residentialAddressAdditionalAddressInfo: "Flat, floor",
      residentialAddressPostalCode: "Postal code",
      residentialAddressCity: "City",
      residentialAddressCountry: "Country",
    },
    documents: {
      PASSPORT: "Passport",
      ID_CARD: "Identity card",
      DRIVERS: "Driving licence",
      RESIDENCE_PERMIT: "Residence permit",
    },
    profile: "Profile",
    front: "Front of the document",
    approve: "Approve and issue",
    working: "Working …",
    reason: "Reason for rejecting",
    giveReason: "Give the person a reason.",
    reject: "Reject",
    issued: "Approved: the credential is in the person's idOS.",
    pending: "Approved: the network has not answered yet; we go on trying.",
    rejected: "Rejected: the person sees your reason.",
    failed: (reason: string | undefined): string => `Approved, but not issued: ${reason ?? "no reason known"}`,
  },
};
