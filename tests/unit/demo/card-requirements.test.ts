import { expect } from "chai";
import { cardRequirements, whyNoCard } from "../../../demo/acme/requirements.ts";

const now = new Date("2026-06-15T10:00:00Z");
const applicant = (fields: Record<string, unknown> = {}, level: string | undefined = "basic+liveness") => ({
  level,
  credentialSubject: { residentialAddressCountry: "PT", dateOfBirth: "1990-12-10", ...fields },
});

describe("Acme's requirements", () => {
  it("asks the enclave for the European Union and 18 years", () => {
    const requirements = cardRequirements(now);
    if (!("all" in requirements)) throw new Error("expected all of several requirements");
    const [country, born] = requirements.all;
    expect(country).to.have.property("in").that.has.length(27).and.includes("PT").and.not.includes("CH");
    expect(born).to.deep.equal({ path: "credentialSubject.dateOfBirth", max: "2008-06-15" });
  });

  it("gives a card to whom they fit, however the date is written", () => {
    expect(whyNoCard(applicant(), now)).to.deep.equal([]);
    expect(whyNoCard(applicant({ dateOfBirth: "2008-06-15" }), now)).to.deep.equal([]);
    expect(whyNoCard(applicant({ dateOfBirth: "2008-06-15T00:00:00.000Z" }, "plus+email+liveness"), now)).to.deep.equal(
      [],
    );
  });

  it("looks again at what was granted, and says each reason", () => {
    expect(whyNoCard(applicant({ dateOfBirth: "2008-06-16" }), now)).to.deep.equal(["The person is not 18 or older"]);
    expect(whyNoCard(applicant({ residentialAddressCountry: "CH" }), now)).to.deep.equal([
      "The address is not in the European Union",
    ]);
    expect(whyNoCard(applicant({}, "basic"), now)).to.deep.equal(["The check was not made in person"]);
    expect(whyNoCard({ credentialSubject: {} }, now)).to.have.length(3);
  });
});
