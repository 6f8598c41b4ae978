import type { PhoneCall } from "../../pstn/phone-network.ts";

/** One connection that a voice call talks through: a phone, or a participant of the WebRTC platform behind the interconnect. */
export type Leg = Pick<
  PhoneCall,
  | "state"
  | "onRinging"
  | "onEarlyMedia"
  | "onAnswered"
  | "onEnded"
  | "onFrame"
  | "onDigit"
  | "write"
  | "sendDigits"
  | "ring"
  | "answer"
  | "hangUp"
>;
