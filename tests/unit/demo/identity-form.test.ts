import { expect } from "chai";
import { credentialDraft } from "../../../demo/neobank/credential.ts";
import { type IdentityForm, MAX_PHOTO_BYTES, readIdentityForm, yearsAgo } from "../../../demo/neobank/identity-form.ts";
import { drawSampleDocument } from "../../../demo/neobank/page/sample-document.ts";

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3);

const form: IdentityForm = {
  firstName: "Ada",
  familyName: "Sample",
  dateOfBirth: "1990-12-10",
  nationality: "PT",
  idDocumentType: "ID_CARD",
  idDocumentCountry: "PT",
  idDocumentNumber: "4711",
  idDocumentDateOfExpiry: yearsAgo(-6),
  idDocumentFrontFile: { type: "image/png", data: base64(PNG) },
  residentialAddressStreet: "Rua das Flores",
  residentialAddressHouseNumber: "12",
  residentialAddressCity: "Porto",
  residentialAddressPostalCode: "4050-262",
  residentialAddressCountry: "PT",
};

function problems(change: Record<string, unknown>): Partial<Record<string, string>> {
  const reading = readIdentityForm({ ...form, ...change });
  return "problems" in reading ? reading.problems : {};
}

describe("identity form", () => {
  it("takes a complete form, trimmed, and leaves empty optional fields out", () => {
    expect(readIdentityForm({ ...form, firstName: "  Ada ", middleName: "" })).to.deep.equal({
      form: { ...form, middleName: undefined },
    });
  });

  it("names every field that is wrong, and no other", () => {
    const wrong: [Record<string, unknown>, string][] = [
      [{ firstName: "   " }, "firstName"],
      [{ familyName: undefined }, "familyName"],
      [{ familyName: "x".repeat(81) }, "familyName"],
      [{ dateOfBirth: "1990-02-30" }, "dateOfBirth"],
      [{ dateOfBirth: "10.12.1990" }, "dateOfBirth"],
      [{ dateOfBirth: "1799-01-01" }, "dateOfBirth"],
      [{ nationality: "XX" }, "nationality"],
      [{ nationality: "toString" }, "nationality"],
      [{ idDocumentType: "LIBRARY_CARD" }, "idDocumentType"],
      [{ idDocumentDateOfIssue: "soon" }, "idDocumentDateOfIssue"],
      [{ idDocumentDateOfExpiry: yearsAgo(0) }, "idDocumentDateOfExpiry"],
      [{ idDocumentFrontFile: undefined }, "idDocumentFrontFile"],
      [{ admin: true }, "admin"],
    ];
    for (const [change, field] of wrong)
      expect(Object.keys(problems(change)), JSON.stringify(change)).to.deep.equal([field]);
    expect(Object.keys(problems({ firstName: "", residentialAddressCity: "" }))).to.have.length(2);
    expect(readIdentityForm(null)).to.have.property("problems");
  });

  it("draws the line at 18 years to the day", () => {
    const today = yearsAgo(18);
    const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
    expect(problems({ dateOfBirth: today })).to.deep.equal({});
    expect(problems({ dateOfBirth: tomorrow })).to.deep.equal({ dateOfBirth: "You have to be 18 or older" });
  });

  it("takes photos that are what they say, up to 1 MB", () => {
    const photo = (bytes: Uint8Array, type = "image/png") =>
      problems({ idDocumentFrontFile: { type, data: base64(bytes) } });
    const sized = (length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      bytes.set(PNG);
      return bytes;
    };
    expect(photo(sized(MAX_PHOTO_BYTES))).to.deep.equal({});
    for (const refused of [
      photo(sized(MAX_PHOTO_BYTES + 1)),
      photo(PNG, "image/jpeg"),
      photo(PNG, "image/svg+xml"),
      photo(new TextEncoder().encode("<svg/>")),
    ])
      expect(Object.keys(refused)).to.deep.equal(["idDocumentFrontFile"]);
    expect(Object.keys(problems({ idDocumentFrontFile: { type: "image/png", data: "%%%" } }))).to.deep.equal([
      "idDocumentFrontFile",
    ]);
  });

  it("takes the sample image that the page draws", async () => {
    const file = await drawSampleDocument({
      name: "Ada Sample",
      number: "4711",
      born: "1990-12-10",
      expires: "2032-03-01",
    });
    const bytes = new Uint8Array(await file.arrayBuffer());
    expect(problems({ idDocumentFrontFile: { type: file.type, data: base64(bytes) } })).to.deep.equal({});
    const bitmap = await createImageBitmap(file);
    expect([bitmap.width, bitmap.height]).to.deep.equal([856, 540]);
  });
});

describe("credential of a form", () => {
  const now = new Date("2026-06-01T12:00:00Z");

  it("states the form's fields and the photo's bytes", () => {
    const { subject, level } = credentialDraft(form, now);
    expect(subject.idDocumentFrontFile).to.deep.equal(PNG);
    expect({ ...subject, idDocumentFrontFile: form.idDocumentFrontFile }).to.deep.equal(form);
    expect(level).to.equal("basic+liveness");
  });

  it("holds for two years, but not longer than the document", () => {
    const until = (idDocumentDateOfExpiry: string): string | undefined =>
      credentialDraft({ ...form, idDocumentDateOfExpiry }, now).expiresAt?.toISOString();
    expect(until("2040-01-01")).to.equal("2028-06-01T12:00:00.000Z");
    expect(until("2027-01-31")).to.equal("2027-01-31T23:59:59.000Z");
  });
});
