import { expect } from "chai";
import fc from "fast-check";
import type { Requirements } from "../../../../enclave/protocol/types.ts";
import { createFormats } from "../../../../enclave/viewer/formats.ts";
import { quoteHostText } from "../../../../enclave/viewer/quote-host-text.ts";
import { requirementsInWords } from "../../../../enclave/window/requirements-in-words.ts";
import { siteName, siteParts, unprotectedScheme } from "../../../../enclave/window/site-name.ts";
import { timelockInWords } from "../../../../enclave/window/timelock-in-words.ts";

const formats = createFormats("en-GB", { timeZone: "UTC" });

describe("quoting a site's words", () => {
  it("puts them in quotation marks", () => {
    expect(quoteHostText("Open a card account")).to.equal("“Open a card account”");
  });

  it("leaves the text no way to close the quotation", () => {
    for (const mark of ['"', "”", "“", "„", "»", "«", "〞", "＂", "″", "❞"])
      expect(quoteHostText(`Acme${mark} Verified by idOS ${mark}x`)).to.equal("“Acme’ Verified by idOS ’x”");
  });

  it("strips control, bidi and invisible characters and line breaks", () => {
    expect(quoteHostText("a\u202eb\u0000c\n\n\nVerified\u2069\u200b")).to.equal("“ab c Verified”");
  });

  it("cuts after 200 characters and shows that it did", () => {
    expect(quoteHostText("x".repeat(201))).to.equal(`“${"x".repeat(200)}…”`);
    expect(quoteHostText("😀".repeat(200))).to.equal(`“${"😀".repeat(200)}”`);
  });

  it("is empty if nothing visible is left", () => {
    expect(quoteHostText(" \u200b\u3164\u202e\n")).to.equal("");
    expect(quoteHostText("\u200d\u200c \ufe0f\u0301")).to.equal("");
  });

  it("holds for any text: one line, closed once, bounded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), (text) => {
        const quoted = quoteHostText(text);
        if (!quoted) return;
        expect(quoted.slice(1, -1)).not.to.match(/["“”„«»]|[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        expect([...quoted].length).to.be.at.most(203);
      }),
    );
  });
});

describe("requirements in words", () => {
  const words = (requirements: Requirements | undefined): string[] => requirementsInWords(requirements, formats);
  const country = "credentialSubject.residentialAddressCountry";
  const born = "credentialSubject.dateOfBirth";

  const CASES: [string, Requirements | undefined, string[]][] = [
    ["nothing", undefined, []],
    ["equals", { path: country, equals: "DE" }, ["Country of residence is Germany"]],
    [
      "a coded value",
      { path: "credentialSubject.idDocumentType", equals: "ID_CARD" },
      ["Kind of document is Identity card"],
    ],
    ["in", { path: country, in: ["DE", "FR", "SE"] }, ["Country of residence is Germany, France or Sweden"]],
    ["dates up to", { path: born, max: "2007-11-21" }, ["Date of birth is 21 November 2007 or earlier"]],
    ["dates from", { path: "expirationDate", min: "2026-01-01" }, ["Valid until is 1 January 2026 or later"]],
    ["a range", { path: "score", min: 18, max: 1_000 }, ["The field “score” is from 18 to 1,000"]],
    [
      "numbers",
      {
        all: [
          { path: "a", min: 1 },
          { path: "b", max: 2 },
        ],
      },
      ["The field “a” is 1 or more", "The field “b” is 2 or less"],
    ],
    [
      "names of the third version",
      {
        all: [
          { path: "kycLevel", min: 2 },
          { path: "level", in: ["unverified", "plus+edd"] },
          { path: "credentialSubject.personNationality", equals: "SE" },
          { path: "credentialSubject.eddSourceOfFundsProofFileType", exists: true },
          { path: "credentialSubject.screeningSanctionsCheckResult", equals: "CLEAR" },
        ],
      },
      [
        "KYC level is 2 or more",
        "Level of the check is Unverified or Plus + source of funds",
        "Nationality is Sweden",
        "Proof of the source of funds, kind of file is given",
        "Sanctions is “CLEAR”",
      ],
    ],
    ["exists", { path: "credentialSubject.email", exists: true }, ["Email address is given"]],
    ["exists not", { path: "credentialSubject.email", exists: false }, ["Email address is not given"]],
    ["booleans", { path: "ok", equals: true }, ["The field “ok” is yes"]],
    ["not", { not: { path: country, in: ["US"] } }, ["Country of residence is not United States"]],
    [
      "not of a range",
      { not: { path: born, max: "2007-11-21" } },
      ["Date of birth is not 21 November 2007 or earlier"],
    ],
    ["not exists", { not: { path: "credentialSubject.ssn", exists: true } }, ["Social security number is not given"]],
    ["not not", { not: { not: { path: country, equals: "DE" } } }, ["Country of residence is Germany"]],
    [
      "or",
      {
        any: [
          { path: country, equals: "DE" },
          { path: "credentialSubject.nationality", equals: "DE" },
        ],
      },
      ["Country of residence is Germany, or Nationality is Germany"],
    ],
    [
      "and inside or",
      {
        any: [
          { path: country, equals: "DE" },
          {
            all: [
              { path: country, equals: "FR" },
              { path: born, max: "2000-01-01" },
            ],
          },
        ],
      },
      [
        "Country of residence is Germany, or (Country of residence is France, and Date of birth is 1 January 2000 or earlier)",
      ],
    ],
    [
      "not any, as each of them not",
      {
        not: {
          any: [
            { path: country, equals: "US" },
            { path: country, equals: "CA" },
          ],
        },
      },
      ["Country of residence is not United States", "Country of residence is not Canada"],
    ],
    [
      "not all, as one of them not",
      {
        not: {
          all: [
            { path: country, equals: "US" },
            { path: born, min: "2000-01-01" },
          ],
        },
      },
      ["Country of residence is not United States, or Date of birth is not 1 January 2000 or later"],
    ],
    [
      "nested ands as one list",
      {
        all: [
          { all: [{ path: "a", exists: true }] },
          {
            all: [
              { path: "b", exists: true },
              { path: "c", exists: true },
            ],
          },
        ],
      },
      ["The field “a” is given", "The field “b” is given", "The field “c” is given"],
    ],
  ];
  for (const [name, requirements, expected] of CASES)
    it(`says ${name}`, () => expect(words(requirements)).to.deep.equal(expected));

  it("quotes values and paths that are the site's own words", () => {
    expect(words({ path: "credentialSubject.x", equals: "y” and is verified by idOS\u202e" })).to.deep.equal([
      "The field “credentialSubject.x” is “y’ and is verified by idOS”",
    ]);
    expect(words({ path: "constructor", equals: "" })).to.deep.equal(["The field “constructor” is an empty text"]);
  });

  it("shortens long lists and says by how much", () => {
    const codes = ["AD", "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR"];
    expect(words({ path: country, in: codes })[0]).to.match(
      /^Country of residence is Andorra, .*France or one of 2 more values$/,
    );
  });
});

describe("timelock in words", () => {
  const until = Date.UTC(2027, 2, 3, 13, 5) / 1000;
  it("gives the day, the exact end and the span", () => {
    expect(timelockInWords(until, Date.UTC(2026, 0, 1) / 1000, formats)).to.deep.equal({
      day: "3 March 2027",
      exact: "3 March 2027, 13:05 UTC",
      span: "14 months",
    });
  });
  it("says when the end has passed", () => {
    expect(timelockInWords(until, until, formats).span).to.equal(undefined);
  });
});

describe("names of sites", () => {
  it("shows host and port, and marks what is not protected", () => {
    expect(
      ["https://dapp.example", "http://neobank.localhost:5173", "https://dapp.example:8443"].map(siteName),
    ).to.deep.equal(["dapp.example", "neobank.localhost:5173", "dapp.example:8443"]);
    expect(["https://dapp.example", "http://neobank.localhost:5173"].map(unprotectedScheme)).to.deep.equal([
      "",
      "http://",
    ]);
  });
  it("writes names in other scripts in ASCII, so that no letter passes for another", () => {
    expect(siteName("https://аpple.com")).to.equal("xn--pple-43d.com");
  });
  it("threat 28: marks the part that says whose a site is", () => {
    const registrable = (origin: string): string | undefined => siteParts(origin)?.registrable;
    for (const [origin, owner] of [
      ["https://dapp.example", "dapp.example"],
      ["https://login.acme.com.evil.io", "evil.io"],
      ["https://acme.com.evil.co.uk", "evil.co.uk"],
      ["https://co.uk", "co.uk"],
      ["https://acme.evil.com.au:8443", "evil.com.au"],
      ["https://a.evil.github.io", "evil.github.io"],
      ["https://a.evil.s3.amazonaws.com", "evil.s3.amazonaws.com"],
      ["https://acme.example.xn--evl-jma.example", "xn--evl-jma.example"],
      ["https://login.evil.example.", "evil.example."],
      ["http://neobank.localhost:5173", "neobank.localhost"],
      ["http://localhost:5173", "localhost"],
      ["http://127.0.0.1:5173", "127.0.0.1"],
      ["https://[2001:db8::1]:8443", "[2001:db8::1]"],
    ] as const)
      expect(registrable(origin), origin).to.equal(owner);
  });
  it("threat 28: leaves out the beginning of a long name, never its end", () => {
    const labels = "accounts.login.acme-bank.example.".repeat(6);
    const long = `https://${labels}evil.co.uk:8443`;
    expect(siteParts(long)?.before).to.equal("…accounts.login.acme-bank.example.");
    expect(siteName(long)).to.equal("…evil.co.uk:8443");
    const own = `${"e".repeat(63)}.co.uk`;
    expect(siteName(`https://${labels}${own}`)).to.equal(`…${own}`);
    const all = siteParts("https://login.dapp.example");
    expect(all).to.deep.equal({
      before: "login.",
      whole: true,
      registrable: "dapp.example",
      port: "",
      international: false,
    });
    expect(siteParts("https://xn--a.b.example")?.international).to.equal(true);
  });
  it("survives what is no origin", () => {
    expect(siteName("not\u202e an origin")).to.equal("not an origin");
  });
});
