/** Before there is an account. */

export const signIn = {
  title: "Sign in",
  lead: "Use the account of your team.",
  username: "Username",
  password: "Password",
  showPassword: "Show password",
  hidePassword: "Hide password",
  server: "Server",
  serverAddress: "Server address",
  serverHint: "The address that your administrator gave you.",
  submit: "Sign in",
  submitting: "Signing in…",
  usernameMissing: "Enter your username.",
  passwordMissing: "Enter your password.",
  serverMissing: "Enter the address of your server.",
};

export const restoring = {
  title: (server: string): string => `Connecting to ${server}`,
  titleWithoutServer: "Connecting",
  detail: "You are signed in. People appear as soon as the server answers.",
  otherAccount: "Use another account",
};
