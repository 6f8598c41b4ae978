/** Events of the Voice API as they are sent (bandwidth.md 6.5). Times are ISO 8601 in UTC; what is not known is absent. */
export type VoiceEventType =
  | "initiate"
  | "answer"
  | "redirect"
  | "gather"
  | "dtmf"
  | "transferAnswer"
  | "transferComplete"
  | "transferDisconnect"
  | "bridgeComplete"
  | "bridgeTargetComplete"
  | "disconnect";

export interface VoiceEvent {
  readonly eventType: VoiceEventType;
  readonly eventTime: string;
  readonly accountId: string;
  readonly applicationId: string;
  readonly from: string;
  readonly to: string;
  readonly direction: "inbound" | "outbound";
  readonly callId: string;
  readonly callUrl: string;
  readonly startTime?: string;
  readonly enqueuedTime?: string;
  readonly answerTime?: string;
  readonly endTime?: string;
  readonly parentCallId?: string;
  readonly tag?: string;
  readonly cause?: string;
  readonly errorMessage?: string;
  readonly errorId?: string;
  readonly uui?: string;
  readonly digit?: string;
  readonly digits?: string;
  readonly terminatingDigit?: string;
  readonly transferCallerId?: string;
  readonly transferTo?: string;
}
