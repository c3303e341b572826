import { expect } from "chai";
import fc from "fast-check";
import { describeCredential, type Field, type Section } from "../../../enclave/viewer/describe-credential.ts";
import { createFormats } from "../../../enclave/viewer/formats.ts";
import { kycCredential } from "./kyc-credential.ts";

const formats = createFormats("en-GB", { timeZone: "UTC" });
const describeIt = (credential: unknown): Section[] => describeCredential(credential, { formats });
const all = (sections: Section[]): Field[] => sections.flatMap(({ fields }) => fields);
const texts = (sections: Section[]): [string, string][] =>
  all(sections).map(({ label, value }) => [label, value.kind === "text" ? value.text : value.kind]);

describe("describing a credential", () => {
  it("groups and labels the fields of an idOS credential, in a fixed order", () => {
    const shuffled = kycCredential();
    shuffled.credentialSubject = Object.fromEntries(Object.entries(shuffled.credentialSubject).toReversed());
    const sections = describeIt(shuffled);
    expect(sections.map(({ title }) => title)).to.deep.equal([
      "Person",
      "Contact",
      "Identity document",
      "Home address",
      "About this credential",
      "Issuer’s signature",
    ]);
    expect(texts(sections).slice(0, 8)).to.deep.equal([
      ["First name", "Zoë"],
      ["Family name", "Lindström-Okafor"],
      ["Date of birth", "17 May 1990"],
      ["Place of birth", "Umeå"],
      ["Nationality", "Sweden"],
      ["Gender", "Female"],
      ["Identifier", "uuid:4a1f0c9c"],
      ["Email address", "zoe@example.com"],
    ]);
  });

  it("writes countries, kinds of document, levels, dates and times in words", () => {
    const found = new Map(texts(describeIt(kycCredential())));
    expect(found.get("Kind of document")).to.equal("Passport");
    expect(found.get("Country of residence")).to.equal("Germany");
    expect(found.get("Level of the check")).to.equal("Basic + liveness");
    expect(found.get("Document valid until")).to.equal("3 March 2031");
    expect(found.get("Approved on")).to.equal("2 November 2025 at 09:41");
    expect(found.get("Kind of credential")).to.equal("VerifiableCredential");
  });

  it("does not shift calendar days by the time zone", () => {
    const west = createFormats("en-GB", { timeZone: "America/Los_Angeles" });
    const fields = all(
      describeCredential(
        { credentialSubject: { dateOfBirth: "1990-05-17", idDocumentDateOfIssue: "2021-03-04T00:00:00.000Z" } },
        { formats: west },
      ),
    );
    expect(fields.map(({ value }) => value.kind === "text" && value.text)).to.deep.equal([
      "17 May 1990",
      "4 March 2021",
    ]);
  });

  it("leaves texts that only look like dates, countries or codes as they are", () => {
    const odd = {
      credentialSubject: {
        dateOfBirth: "1990-02-31",
        nationality: "Swedish",
        gender: "X",
        idDocumentType: "constructor",
        idDocumentCountry: "toString",
      },
    };
    expect(texts(describeIt(odd)).map(([, text]) => text)).to.deep.equal([
      "1990-02-31",
      "Swedish",
      "X",
      "constructor",
      "toString",
    ]);
  });

  it("keeps the value as it stands, for copying", () => {
    const field = all(describeIt(kycCredential())).find(({ label }) => label === "Nationality");
    expect(field).to.deep.include({ raw: "SE", path: "credentialSubject.nationality", known: true });
  });

  it("shows what it does not know by its own key", () => {
    const sections = describeIt({
      credentialSubject: { favouriteColour: "blue", pets: [{ name: "Rex" }, { name: "Tom" }] },
      termsOfUse: { url: "https://x.example" },
      ok: true,
      n: 0,
    });
    expect(sections.map(({ title }) => title)).to.deep.equal(["More about the person", "More in this credential"]);
    expect(texts(sections)).to.deep.equal([
      ["favouriteColour", "blue"],
      ["pets › 1 › name", "Rex"],
      ["pets › 2 › name", "Tom"],
      ["termsOfUse › url", "https://x.example"],
      ["ok", "Yes"],
      ["n", "0"],
    ]);
    expect(all(sections).every(({ known }) => !known)).to.equal(true);
  });

  it("describes what is no object at all", () => {
    expect(texts(describeIt("just text"))).to.deep.equal([["Content", "just text"]]);
    expect(texts(describeIt(null))).to.deep.equal([["Content", "empty"]]);
    expect(texts(describeIt([1, "two", false]))).to.deep.equal([["Content", "1, two, false"]]);
    expect(describeIt({})).to.deep.equal([
      { title: "More in this credential", fields: [], omitted: "There is nothing in this credential." },
    ]);
  });
});

describe("describing a hostile credential", () => {
  it("shows markup as text", () => {
    const markup = '<img src=x onerror="alert(1)"><script>alert(1)</script>';
    expect(
      texts(describeIt({ credentialSubject: { firstName: markup, [markup.slice(0, 20)]: "x" } }))[0],
    ).to.deep.equal(["First name", markup]);
  });

  it("leaves prototype keys out, says so, and changes no prototype", () => {
    const hostile: unknown = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"credentialSubject":{"__proto__":{"firstName":"Eve"},"prototype":1,"firstName":"Ann"}}',
    );
    const sections = describeIt(hostile);
    expect(texts(sections)).to.deep.equal([["First name", "Ann"]]);
    expect(sections.at(-1)?.omitted).to.equal("4 entries with a reserved name are not shown.");
    expect("polluted" in {}).to.equal(false);
  });

  it("bounds depth, and says where it stops", () => {
    let deep: unknown = "bottom";
    for (let i = 0; i < 5_000; i++) deep = { d: deep };
    const [field] = all(describeIt({ credentialSubject: { deep } }));
    expect(field?.value).to.deep.equal({ kind: "deep" });
  });

  it("bounds the number of fields, and counts the rest", () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i]));
    const sections = describeIt({ credentialSubject: many });
    expect(all(sections)).to.have.length(300);
    expect(sections.at(-1)?.omitted).to.equal("700 further values are not shown.");
  });

  it("reads a huge credential only as far as it counts", () => {
    let read = 0;
    const value = {
      get a() {
        read++;
        return 1;
      },
    };
    const huge = {
      credentialSubject: Object.fromEntries(Array.from({ length: 500_000 }, (_, i) => [`k${i}`, [value]])),
      note: "y".repeat(10_000_000),
    };
    const sections = describeIt(huge);
    expect(read).to.be.within(100_000, 101_000);
    expect(sections.at(-1)?.omitted).to.equal("More than 100,000 further values are not shown.");
  });

  it("bounds the length of texts and keys", () => {
    const [field] = all(describeIt({ credentialSubject: { ["k".repeat(5_000)]: "é".repeat(3_000) } }));
    expect(field?.label).to.have.length(60);
    expect(field?.value).to.deep.equal({ kind: "text", text: "é".repeat(2_000), cut: 1_000 });
    expect(field?.raw).to.have.length(3_000);
  });

  it("strips characters that reorder or hide from keys and values", () => {
    const [field] = all(describeIt({ credentialSubject: { "first\u202eName\u0000": "Ann\u202e\u200b (verified)" } }));
    expect([field?.label, field?.value]).to.deep.equal(["firstName", { kind: "text", text: "Ann (verified)", cut: 0 }]);
  });

  it("gives an unknown key that imitates a label away", () => {
    const [field] = all(describeIt({ credentialSubject: { "First name": "Eve" } }));
    expect(field).to.deep.include({ label: "First name", known: false });
  });

  it("describes any JSON without an exception, within its limits", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.boolean(), (value, inside) => {
        const sections = describeIt(inside ? { credentialSubject: value, proof: value } : value);
        expect(sections.length).to.be.greaterThan(0);
        for (const { label, path } of all(sections)) {
          expect(label).not.to.equal("");
          expect(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(label + path)).to.equal(false);
        }
      }),
    );
  });
});
