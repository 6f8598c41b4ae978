/**
 * Emergency services by the numbers that people would dial for them, of any country: whoever travels dials the number they
 * know. Nobody would learn where the caller is (bandwidth.md 6.10), so none of them is ever dialled (R72).
 */
const shortNumbers: ReadonlySet<string> = new Set([
  ...[
    "000",
    "061",
    "066",
    "080",
    "100",
    "101",
    "102",
    "103",
    "104",
    "108",
    "110",
    "111",
    "112",
    "113",
    "114",
  ],
  ...[
    "115",
    "117",
    "118",
    "119",
    "120",
    "122",
    "123",
    "129",
    "144",
    "180",
    "190",
    "191",
    "192",
    "193",
    "194",
  ],
  ...[
    "195",
    "197",
    "198",
    "199",
    "911",
    "933",
    "988",
    "991",
    "992",
    "993",
    "994",
    "995",
    "997",
    "998",
    "999",
  ],
]);

const longestCountryCode = 3;

/** True for a bare emergency number, and for one behind a country code ("+1 911"). Spaces and punctuation do not count. */
export function isEmergencyNumber(dialled: string): boolean {
  const digits = dialled.replace(/\D/g, "");
  if (shortNumbers.has(digits)) return true;
  if (!/^\s*(\+|00)/.test(dialled)) return false;
  const international = dialled.trim().startsWith("+") ? digits : digits.slice(2);
  return Array.from({ length: longestCountryCode }, (_, index) => international.slice(index + 1)).some(
    (rest) => shortNumbers.has(rest),
  );
}
