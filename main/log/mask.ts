/** A phone number for a log: the country and the last two digits stay, the rest is hidden. Keeps its length. */
export function maskNumber(number: string): string {
  const digits = number.replace(/\D/g, "").length;
  if (digits < 7) return "*".repeat(number.length);
  let seen = 0;
  return number.replace(/\d/g, (digit) => {
    seen += 1;
    return seen <= 1 || seen > digits - 2 ? digit : "*";
  });
}
