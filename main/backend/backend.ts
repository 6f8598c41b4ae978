import type { KeychainProblem, Registration } from "../../common/contract/state.ts";
import type { CallError, Failure, RequestError } from "../../common/errors.ts";
import type { CallId, MediaAccessId, MemberId, RoomId, UserId } from "../../common/ids.ts";
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type {
  CallOutcome,
  PlaceCallRequest,
  RejoinCallRequest,
  ServiceCall,
  Target,
} from "../../common/wire/calls.ts";
import type { Room } from "../../common/wire/rooms.ts";
import type { MediaAccess, ServerEvent } from "../../common/wire/token-server.ts";

export interface Me {
  readonly id: UserId;
  readonly name: string;
}

/** Why a call request did not do what was asked. `outcome` when the service says how the call ended. */
export type CallRefusal =
  | { readonly code: "refused"; readonly error: CallError }
  | { readonly code: "ended"; readonly outcome: CallOutcome };

/** The account: who is signed in at the token server, over restarts. Owns the tokens; nobody else sees one. */
export interface Account {
  /** As it is now; listeners get every later value. */
  readonly state: AccountPhase;
  onChange(listener: (state: AccountPhase) => void): Dispose;
  /** Start-up: signs in again with the kept refresh token, if there is one. Retries by itself while the server is away. */
  restore(): Promise<void>;
  signIn(input: { server: string; username: string; password: string }): Promise<Result<null, Failure>>;
  /** Tells the server (best effort), forgets the secret. */
  signOut(): Promise<void>;
  /** Skips the back-off, if one is running. */
  retry(): void;
}

export type AccountPhase =
  | { readonly phase: "restoring" }
  | {
      readonly phase: "signed-out";
      readonly failure: CallError | RequestError | null;
      readonly keychain: KeychainProblem | null;
    }
  | { readonly phase: "signing-in" }
  | { readonly phase: "signed-in"; readonly me: Me; readonly keychain: KeychainProblem | null };

/** The token server for a signed-in account. Every request is bounded in time and refreshes its token when needed. */
export interface Backend {
  readonly registration: Registration;
  onRegistration(listener: (registration: Registration) => void): Dispose;
  /** Parsed events of the stream; a `snapshot` comes first after each (re)connect. */
  onEvent(listener: (event: ServerEvent) => void): Dispose;
  /** A media access that is valid for at least a minute: a warm one if there is, else a new one. Used once. */
  takeMediaAccess(): Promise<Result<MediaAccess, CallError>>;
  readonly calls: CallRequests;
  readonly rooms: RoomRequests;
}

/** What can be asked about one call. `id` is the one that the service knows it by. */
export interface CallRequests {
  place(input: PlaceCallRequest): Promise<Result<ServiceCall, CallRefusal>>;
  confirmRinging(id: CallId): Promise<Result<null, CallRefusal>>;
  accept(input: { id: CallId; mediaAccessId: MediaAccessId }): Promise<Result<null, CallRefusal>>;
  decline(id: CallId): Promise<Result<null, CallRefusal>>;
  /** Cancels before the answer, hangs up after it; leaves a room. */
  hangUp(id: CallId): Promise<Result<null, CallRefusal>>;
  /** Our place in an answered call again, which the service may have forgotten. */
  rejoin(input: RejoinInput): Promise<Result<null, CallRefusal>>;
  hold(id: CallId, held: boolean): Promise<Result<null, Failure>>;
  transfer(id: CallId, to: Target): Promise<Result<null, Failure>>;
  add(id: CallId, to: Target): Promise<Result<null, Failure>>;
  drop(id: CallId, member: MemberId): Promise<Result<null, Failure>>;
}

export type RejoinInput = RejoinCallRequest & { readonly id: CallId };

export interface RoomRequests {
  create(name: string): Promise<Result<Room, Failure>>;
  join(input: {
    callId: CallId;
    id: RoomId;
    mediaAccessId: MediaAccessId;
  }): Promise<Result<Room, CallRefusal>>;
  end(id: RoomId): Promise<Result<null, Failure>>;
  remove(id: RoomId, member: MemberId): Promise<Result<null, Failure>>;
  invite(id: RoomId, to: Target): Promise<Result<null, Failure>>;
  /** What others see of us. */
  showMuted(id: RoomId, muted: boolean): Promise<Result<null, Failure>>;
}
