/** Dates, countries, numbers and lists in words, by `Intl`. */

/** Formatters of one locale. */
export interface Formats {
  locale: string;
  /** An ISO date or date-time in words; undefined for any other text. */
  isoDate(text: string): string | undefined;
  /** Unix seconds as a day. */
  day(seconds: number): string;
  /** Unix seconds as a day and a time. */
  dateTime(seconds: number): string;
  /** Unix seconds as a time of day with its zone. */
  time(seconds: number): string;
  /** Length of a time in seconds, rounded: `14 months`. */
  span(seconds: number): string;
  /** Name of an ISO 3166-1 alpha-2 code; undefined for any other text. */
  country(code: string): string | undefined;
  /** A size in bytes: `34 kB`. */
  bytes(count: number): string;
  number(value: number): string;
  /** `a, b and c`. */
  and(items: string[]): string;
  /** `a, b or c`. */
  or(items: string[]): string;
}

/** Options of {@link createFormats}. */
export interface FormatsOptions {
  /** IANA zone of times; the person's own by default. */
  timeZone?: string | undefined;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const DAY = 86_400;
const MONTH = DAY * 30.4375;

/** Formatters for a BCP 47 locale. */
export function createFormats(locale: string, { timeZone }: FormatsOptions = {}): Formats {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  const calendarDay = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone });
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone });
  const regions = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  const plain = new Intl.NumberFormat(locale);
  const conjunction = new Intl.ListFormat(locale, { type: "conjunction" });
  const disjunction = new Intl.ListFormat(locale, { type: "disjunction" });
  const unit = (value: number, name: string, display: "long" | "short" = "long", digits = 0): string =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: name,
      unitDisplay: display,
      maximumFractionDigits: digits,
    }).format(value);

  return {
    locale,
    dateTime: (seconds) => moment.format(seconds * 1000),
    isoDate(text) {
      const parts = ISO.exec(text);
      if (!parts) return undefined;
      const [, year, month, day, hour, minute, second, zone] = parts;
      // A calendar day has no zone: formatted as UTC, or it would shift for everyone west of Greenwich.
      const calendar = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
      if (calendar.getUTCMonth() !== Number(month) - 1 || calendar.getUTCDate() !== Number(day)) return undefined;
      const midnight = Number(hour ?? 0) + Number(minute ?? 0) + Number(second ?? 0) === 0;
      if (hour === undefined || (midnight && (zone === undefined || zone === "Z"))) return calendarDay.format(calendar);
      const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second ?? "00"}${zone ?? "Z"}`);
      return Number.isNaN(at.getTime()) ? undefined : moment.format(at);
    },
    day: (seconds) => date.format(seconds * 1000),
    time: (seconds) => time.format(seconds * 1000),
    span(seconds) {
      if (seconds < 2 * 3600) return unit(Math.max(1, Math.round(seconds / 60)), "minute");
      if (seconds < 2 * DAY) return unit(Math.round(seconds / 3600), "hour");
      if (seconds < 2 * MONTH) return unit(Math.round(seconds / DAY), "day");
      if (seconds < 24 * MONTH) return unit(Math.round(seconds / MONTH), "month");
      return unit(seconds / (12 * MONTH), "year", "long", 1);
    },
    country: (code) => (/^[A-Za-z]{2}$/.test(code) ? regions.of(code.toUpperCase()) : undefined),
    bytes(count) {
      if (count < 1000) return unit(count, "byte");
      if (count < 999_500) return unit(count / 1000, "kilobyte", "short");
      return unit(count / 1_000_000, "megabyte", "short", 1);
    },
    number: (value) => plain.format(value),
    and: (items) => conjunction.format(items),
    or: (items) => disjunction.format(items),
  };
}
