/**
 * What Acme asks of a credential's private fields. The enclave answers with the person, so that Acme learns nothing
 * of those who do not match; Acme's server looks at what it was given once more, since a page can be tampered with.
 */
import type { Requirements } from "../../host-sdk/index.ts";

const EUROPEAN_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");
const MIN_AGE_YEARS = 18;

/** Level of the identity check that Acme wants. */
export const LEVEL = "basic+liveness";

/** `yyyy-mm-dd`: the last day on which a person can be born who is of age. */
function ofAge(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear() - MIN_AGE_YEARS, now.getUTCMonth(), now.getUTCDate()))
    .toISOString()
    .slice(0, 10);
}

/** Lives in the European Union and is 18 or older. */
export function cardRequirements(now = new Date()): Requirements {
  return {
    all: [
      { path: "credentialSubject.residentialAddressCountry", in: EUROPEAN_UNION },
      { path: "credentialSubject.dateOfBirth", max: ofAge(now) },
    ],
  };
}

/** The fields of a credential that decide. */
export interface CardApplicant {
  level?: string | undefined;
  credentialSubject: Record<string, unknown>;
}

/** Why somebody gets no card; empty when they get one. */
export function whyNoCard({ level = "", credentialSubject }: CardApplicant, now = new Date()): string[] {
  const { residentialAddressCountry: country, dateOfBirth } = credentialSubject;
  const additions = level.split("+");
  return [
    ...(LEVEL.split("+")
      .slice(1)
      .every((addition) => additions.includes(addition))
      ? []
      : ["The check was not made in person"]),
    ...(typeof country === "string" && EUROPEAN_UNION.includes(country)
      ? []
      : ["The address is not in the European Union"]),
    ...(typeof dateOfBirth === "string" && dateOfBirth.slice(0, 10) <= ofAge(now)
      ? []
      : ["The person is not 18 or older"]),
  ];
}
