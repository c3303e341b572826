/** Moments and lists as a locale writes them, in the person's own time zone. */

/** Formatters of one locale. */
export interface Formats {
  /** Date and time of unix seconds. */
  moment(unixSeconds: number): string;
  /** Time of day of unix milliseconds. */
  time(unixMilliseconds: number): string;
  /** `A, B and C`. */
  list(items: Iterable<string>): string;
}

/** Formatters for a BCP 47 locale. */
export function createFormats(locale: string): Formats {
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  const conjunction = new Intl.ListFormat(locale);
  return {
    moment: (unixSeconds) => moment.format(unixSeconds * 1000),
    time: (unixMilliseconds) => clock.format(unixMilliseconds),
    list: (items) => conjunction.format(items),
  };
}
