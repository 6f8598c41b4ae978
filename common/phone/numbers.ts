/** Phone numbers as people type and read them. Plans and formats are libphonenumber's. */
import {
  AsYouType,
  type CountryCode,
  getCountries,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from "libphonenumber-js/min";
import { PhoneNumber } from "../ids.ts";
import { isEmergencyNumber } from "./emergency.ts";

/** What becomes of a typed text. */
export type TypedNumber =
  | { readonly kind: "number"; readonly number: PhoneNumber; readonly country: string | null }
  /** So far it may still become one. */
  | { readonly kind: "incomplete" }
  | { readonly kind: "invalid" }
  | { readonly kind: "emergency" };

const phoneText = /^[\d\s()+.,/*#-]*$/;

/** ISO 3166-1 alpha-2 codes of every region whose numbers can be read. */
export const regions: readonly string[] = getCountries();

const countryOf = (region: string): CountryCode | undefined =>
  isSupportedCountry(region) ? region : undefined;

/** Looks like the beginning of a phone number and of nothing else: not of a name, not of a link. */
export const looksLikeNumber = (typed: string): boolean =>
  phoneText.test(typed) && /\d{2}/.test(typed.replace(/\D/g, ""));

/** Reads a text as a number of `region`, unless it begins with a plus sign. */
export function readNumber(typed: string, region: string): TypedNumber {
  if (!phoneText.test(typed)) return { kind: "invalid" };
  if (isEmergencyNumber(typed)) return { kind: "emergency" };
  const parsed = parsePhoneNumberFromString(typed, countryOf(region));
  const number = parsed?.isValid() === true ? PhoneNumber.safeParse(parsed.number) : null;
  if (parsed !== undefined && number?.success === true) {
    return { kind: "number", number: number.data, country: parsed.country ?? null };
  }
  return parsed?.isPossible() === true || typed.replace(/\D/g, "").length > 15
    ? { kind: "invalid" }
    : { kind: "incomplete" };
}

/** The same digits with the spaces and brackets of their country, for a field that is being typed into. */
export function formatTyped(typed: string, region: string): string {
  // In brackets "(911)" looks like an area code.
  if (isEmergencyNumber(typed)) return typed.replace(/[^\d+]/g, "");
  // The formatter knows digits and the plus sign only; what else a person types (an extension, a code) is left alone.
  return /^[\d\s()+.-]+$/.test(typed) ? new AsYouType(countryOf(region)).input(typed) : typed;
}

/** As people of `region` write it: numbers at home without country code. */
export function formatNumber(number: PhoneNumber, region: string): string {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined) return number;
  return parsed.country === region ? parsed.formatNational() : parsed.formatInternational();
}
