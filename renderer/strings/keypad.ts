/** Phone numbers. */

export const keypad = {
  title: "Keypad",
  number: "Phone number",
  placeholder: "Type a number",
  erase: "Delete the last digit",
  keys: "Keypad",
  call: "Call",
  incomplete: "Numbers of other countries begin with + and the country code.",
  invalid: "This number does not exist. Check the digits.",
  emergency: "Deskline cannot call emergency numbers. Use a mobile phone or a landline.",
  yours: (number: string): string => `Your number is ${number}`,
  sent: "Keys pressed",
  region: "Numbers without country code are from",
  numbers: "Your phone numbers",
  noNumbers: "None. Ask your administrator for one.",
};
