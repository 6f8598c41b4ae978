/** The platform's usual tone and gap (bandwidth.md 6.8); RFC 4733 wants at least 40 ms of each. */
const toneMs = 100;
const gapMs = 70;

/**
 * Presses keys behind those that still sound: inserting alone would drop them (webrtc-pc §7.2). False when the other
 * end takes no keys, or nothing is being sent (R71).
 */
export function pressKeys(
  sender: Pick<RTCDTMFSender, "canInsertDTMF" | "toneBuffer" | "insertDTMF"> | null,
  digits: string,
): boolean {
  if (sender === null || !sender.canInsertDTMF) return false;
  sender.insertDTMF(sender.toneBuffer + digits, toneMs, gapMs);
  return true;
}
