/** What fetches and starts new versions of the app. Everything rejects with what went wrong. */
export interface Updater {
  /** The newer version that the update service has; null when ours is the newest. */
  check(): Promise<string | null>;
  /** Fetches the version that `check` found, and checks that it is what its publisher signed. Tells how much is here, 0 to 100. */
  download(signal: AbortSignal, onPercent: (percent: number) => void): Promise<void>;
  /**
   * Ends the app and starts the fetched version; fulfilled by nothing but that. Without it, that version is put in place
   * when the app quits.
   */
  install(): Promise<never>;
}
