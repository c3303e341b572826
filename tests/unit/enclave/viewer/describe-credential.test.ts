import { expect } from "chai";
import fc from "fast-check";
import { describeCredential, type Description, type Field } from "../../../../enclave/viewer/describe-credential.ts";
import { subjectContexts } from "../../../../host-sdk/server/credential/idos-contexts.ts";
import { createFormats } from "../../../../enclave/viewer/formats.ts";
import { kycCredential } from "./kyc-credential.ts";

/** The names of subject v3, and of EDD v1. */
const V3 = [...subjectContexts.values()].flatMap(({ "@context": context }) =>
  Object.keys(context).filter((name) => !/^(@|xsd$|aux$|face|applicantId|inquiryId|governmentId)/.test(name)),
);

const formats = createFormats("en-GB", { timeZone: "UTC" });
const describeIt = (credential: unknown): Description => describeCredential(credential, { formats });
const all = ({ sections }: Description): Field[] => sections.flatMap(({ fields }) => [...fields()]);
const technical = ({ technical: found }: Description): Field[] => [...(found?.fields() ?? [])];
const pair = ({ label, value }: Field): [string, string] => [
  label,
  value.kind === "text" ? value.text : value.kind === "nothing" ? value.words : value.kind,
];
const texts = (description: Description): [string, string][] => all(description).map(pair);
const titles = ({ sections }: Description): string[] => sections.map(({ title }) => title);

describe("describing a credential", () => {
  it("groups and labels the fields of an idOS credential, in a fixed order", () => {
    const shuffled = kycCredential();
    shuffled.credentialSubject = Object.fromEntries(Object.entries(shuffled.credentialSubject).toReversed());
    const described = describeIt(shuffled);
    expect(titles(described)).to.deep.equal([
      "Person",
      "Contact",
      "Identity document",
      "Home address",
      "About this credential",
    ]);
    expect(texts(described).slice(0, 8)).to.deep.equal([
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
    expect(technical(describeIt(kycCredential())).map(pair)).to.deep.include([
      "Kind of credential",
      "VerifiableCredential",
    ]);
  });

  it("knows the names of idOS's third version, by section and with the kind and name of files", () => {
    const subject = {
      onboardingIntendedUse: "SAVINGS",
      screeningPepCheckResult: "CLEAR",
      sourceOfWealthYearlyGrossIncomeCurrency: "EUR",
      sourceOfWealthYearlyGrossIncome: "90000",
      eddSourceOfFundsProofFileName: "payslip.pdf",
      eddSourceOfFundsProofFile: "payslip",
      eddOccupation: "TEACHER",
      residentialAddressVerified: true,
      residentialAddressCountry: "DE",
      idDocumentFrontFileName: "front.jpg",
      idDocumentFrontFileType: "image/jpeg",
      idDocumentFrontFile: "front",
      idDocumentType: "PASSPORT",
      contactEmail: "zoe@example.com",
      biometricSelfieFile: "selfie",
      personTaxIdIssuingCountry: "SE",
      personGender: "F",
      personNationality: "SE",
      personDateOfBirth: "1990-05-17T00:00:00.000Z",
      personFirstName: "Zoë",
    };
    const described = describeIt({
      level: "plus+edd+sow+screening+onboarding",
      kycLevel: 2,
      credentialSubject: subject,
    });
    expect(all(described).filter(({ known }) => !known)).to.deep.equal([]);
    expect(
      described.sections.map(({ title, fields }) => [title, ...[...fields()].map((field) => pair(field).join(": "))]),
    ).to.deep.equal([
      [
        "Person",
        "First name: Zoë",
        "Date of birth: 17 May 1990",
        "Nationality: Sweden",
        "Gender: Female",
        "Photo of your face: selfie",
        "Country of the tax number: Sweden",
      ],
      ["Contact", "Email address: zoe@example.com"],
      [
        "Identity document",
        "Kind of document: Passport",
        "Front of the document: front",
        "Front of the document, kind of file: image/jpeg",
        "Front of the document, name of the file: front.jpg",
      ],
      ["Home address", "Country of residence: Germany", "Address verified: Yes"],
      [
        "Work and source of funds",
        "Occupation: TEACHER",
        "Proof of the source of funds: payslip",
        "Proof of the source of funds, name of the file: payslip.pdf",
      ],
      ["Source of wealth", "Yearly gross income: 90000", "Yearly gross income, currency: EUR"],
      ["Screening", "Political exposure: CLEAR"],
      ["Intended use", "What it is for: SAVINGS"],
      [
        "About this credential",
        "Level of the check: Plus + source of funds + source of wealth + screening + intended use",
        "KYC level: 2",
      ],
    ]);
  });

  it("names every field of the contexts that idOS publishes", () => {
    for (const name of V3) {
      const [field] = all(describeIt({ credentialSubject: { [name]: "x" } }));
      expect(field?.known, name).to.equal(true);
    }
  });

  it("takes a name that only looks like one of the third version as unknown", () => {
    for (const name of [
      "personEmail",
      "contactFirstName",
      "biometricGender",
      "personId",
      "personfirstName",
      "person",
      "emailType",
      "firstNameCurrency",
      "personSelfieFile",
    ]) {
      const [field] = all(describeIt({ credentialSubject: { [name]: "x" } }));
      expect([field?.label, field?.known]).to.deep.equal([name, false]);
    }
    expect(all(describeIt({ personFirstName: "x" }))[0]?.known).to.equal(false);
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
    expect(field).to.deep.include({ raw: "SE", known: true });
  });

  it("shows what it does not know by its own key", () => {
    const described = describeIt({
      credentialSubject: { favouriteColour: "blue", pets: [{ name: "Rex" }, { name: "Tom" }] },
      termsOfUse: { url: "https://x.example" },
      ok: true,
      n: 0,
    });
    expect(titles(described)).to.deep.equal(["More about the person", "More in this credential"]);
    expect(texts(described)).to.deep.equal([
      ["favouriteColour", "blue"],
      ["pets › 1 › name", "Rex"],
      ["pets › 2 › name", "Tom"],
      ["termsOfUse › url", "https://x.example"],
      ["ok", "Yes"],
      ["n", "0"],
    ]);
    expect(all(described).every(({ known }) => !known)).to.equal(true);
  });

  it("describes what is no object at all", () => {
    expect(texts(describeIt("just text"))).to.deep.equal([["Content", "just text"]]);
    expect(texts(describeIt(null))).to.deep.equal([["Content", "No value"]]);
    expect(texts(describeIt([1, "two"]))).to.deep.equal([["Content", "1, two"]]);
    expect(describeIt({})).to.deep.equal({ sections: [], technical: undefined });
  });

  it("tells apart what is not there, what is empty, and what is not", () => {
    const odd = { a: null, b: "", c: [], d: {}, e: false, f: 0, g: " \u200b", h: [null, "x"], i: ["a, b", "c"] };
    expect(texts(describeIt({ credentialSubject: odd }))).to.deep.equal([
      ["a", "No value"],
      ["b", "Empty"],
      ["c", "An empty list"],
      ["d", "An empty group"],
      ["e", "No"],
      ["f", "0"],
      ["g", "Nothing that can be seen"],
      ["h › 1", "No value"],
      ["h › 2", "x"],
      ["i › 1", "a, b"],
      ["i › 2", "c"],
    ]);
  });

  it("keeps apart what only programs read, at the top alone, and nothing of the person", () => {
    const described = describeIt({
      "@context": ["https://www.w3.org/2018/credentials/v1", { ssn: "hidden-in-context" }],
      id: "urn:uuid:1",
      type: ["VerifiableCredential"],
      nonce: "n",
      proof: { type: "Ed25519Signature2020", proofValue: "z2b4", ssn: "hidden-in-proof" },
      credentialSubject: { "@context": "c", id: "i", type: "t", nonce: "n2", proof: { a: 1 } },
      Proof: "looks like one",
    });
    expect(described.technical?.count).to.equal(8);
    expect(technical(described).map(pair)).to.deep.equal([
      ["Kind of credential", "VerifiableCredential"],
      ["Credential ID", "urn:uuid:1"],
      ["@context › 1", "https://www.w3.org/2018/credentials/v1"],
      ["@context › 2 › ssn", "hidden-in-context"],
      ["Nonce", "n"],
      ["Kind of signature", "Ed25519Signature2020"],
      ["Signature", "z2b4"],
      ["proof › ssn", "hidden-in-proof"],
    ]);
    expect(texts(described).map(([, text]) => text)).to.deep.equal(["i", "c", "t", "n2", "1", "looks like one"]);
  });
});

describe("describing a hostile credential", () => {
  it("shows markup as text", () => {
    const markup = '<img src=x onerror="alert(1)"><script>alert(1)</script>';
    expect(
      texts(describeIt({ credentialSubject: { firstName: markup, [markup.slice(0, 20)]: "x" } }))[0],
    ).to.deep.equal(["First name", markup]);
  });

  it("shows what has a reserved name like all else, and changes no prototype", () => {
    const hostile: unknown = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"credentialSubject":{"__proto__":{"firstName":"Eve"},"prototype":1,"firstName":"Ann"}}',
    );
    expect(texts(describeIt(hostile))).to.deep.equal([
      ["First name", "Ann"],
      ["__proto__ › firstName", "Eve"],
      ["prototype", "1"],
      ["__proto__ › polluted", "1"],
      ["constructor › prototype › polluted", "1"],
    ]);
    expect("polluted" in {}).to.equal(false);
  });

  it("shows what is nested however deeply, with each name on the way", () => {
    let deep: unknown = "bottom";
    for (let i = 1_000; i > 0; i--) deep = { [`d${i}`]: deep };
    const fields = all(describeIt({ credentialSubject: { deep } }));
    expect(fields.filter(({ names }) => !names).map(({ value }) => value)).to.deep.equal([
      { kind: "text", text: "bottom" },
    ]);
    const said = fields.map(pair).flat().join(" ");
    for (let i = 1; i <= 1_000; i++) expect(said).to.include(`d${i}`);
    expect(Math.max(...fields.map(({ label }) => label.length))).to.be.lessThan(150);
  });

  it("shows every value of thousands", () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i]));
    const described = describeIt({ credentialSubject: many });
    expect(described.sections.map(({ count }) => count)).to.deep.equal([5_000]);
    expect(texts(described).at(-1)).to.deep.equal(["k4999", "4999"]);
  });

  it("counts millions at once, and makes only those that are asked for", () => {
    const huge = { credentialSubject: { list: Array.from({ length: 1_000_000 }, (_, i) => [`v${i}`, i % 2 === 0]) } };
    const [section] = describeIt(huge).sections;
    expect(section?.count).to.equal(2_000_000);
    const [first] = section?.fields() ?? [];
    expect(first && pair(first)).to.deep.equal(["list › 1 › 1", "v0"]);
  });

  it("shows long texts and long names whole", () => {
    const [name, value] = all(describeIt({ credentialSubject: { ["k".repeat(5_000)]: "é".repeat(30_000) } }));
    expect(name).to.deep.include({ label: "Name of what follows", names: true });
    expect(name?.value).to.deep.equal({ kind: "text", text: "k".repeat(5_000) });
    expect(value?.label).to.equal("…");
    expect(value?.value).to.deep.equal({ kind: "text", text: "é".repeat(20_000), rest: "é".repeat(10_000) });
    expect(value?.raw).to.have.length(30_000);
  });

  it("takes a text for a file only where it is one, or too long to be read", () => {
    const kinds = texts(
      describeIt({ credentialSubject: { noteFile: "Hidden-words-in-Ascii85", bigFile: "Q".repeat(2_500) } }),
    );
    expect(kinds).to.deep.equal([
      ["noteFile", "Hidden-words-in-Ascii85"],
      ["bigFile", "file"],
    ]);
    const big = all(describeIt({ credentialSubject: { bigFile: "Q".repeat(2_500) } }))[0];
    expect(big?.value).to.deep.include({ kind: "file", text: "Q".repeat(2_500) });
  });

  it("strips characters that reorder or hide from keys and values", () => {
    const [field] = all(describeIt({ credentialSubject: { "first\u202eName\u0000": "Ann\u202e\u200b (verified)" } }));
    expect([field?.label, field?.value, field?.unseen]).to.deep.equal([
      "firstName",
      { kind: "text", text: "Ann (verified)" },
      4,
    ]);
  });

  it("gives an unknown key that imitates a label away", () => {
    const [field] = all(describeIt({ credentialSubject: { "First name": "Eve" } }));
    expect(field).to.deep.include({ label: "First name", known: false });
  });

  it("describes any JSON without an exception, and counts what it shows", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.boolean(), (value, inside) => {
        const described = describeIt(inside ? { credentialSubject: value, proof: value } : value);
        for (const { count, fields } of [...described.sections, described.technical ?? []].flat())
          expect([...fields()].filter(({ names }) => !names).length).to.equal(count);
        for (const { label } of [...all(described), ...technical(described)]) {
          expect(label).not.to.equal("");
          expect(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(label)).to.equal(false);
        }
      }),
    );
  });
});
