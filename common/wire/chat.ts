/** Chat as the token server helps with it: keys, mail that it cannot read, and links between two people. */
import { z } from "zod";
import { ClientId, MediaAccessId, UserId } from "../ids.ts";

/** X25519, 32 bytes, base64url. */
export const PublicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const ClientName = z.object({ user: UserId, client: ClientId });
export type ClientName = z.infer<typeof ClientName>;

export const RegisterKeyRequest = z.object({ publicKey: PublicKey });
/** Another `epoch` than before: what was kept is lost, and whoever gave it has to give it again. */
export const RegisterKeyResponse = z.object({ epoch: z.string().min(1).max(64) });

/** Of one person, every client that mail can be sealed for. */
export const ChatClients = z.object({
  clients: z.array(z.object({ client: ClientId, publicKey: PublicKey })).max(20),
});
export type ChatClients = z.infer<typeof ChatClients>;

/** Sealed for one client (HPKE, RFC 9180); the server sees who, whom, when and about how much. */
const sealed = {
  id: z.uuid(),
  /** A later one of the same sender with the same word takes the place of one that still waits. */
  replaces: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .nullable(),
  enc: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
  body: z.string().regex(/^[A-Za-z0-9_-]{1,64000}$/),
};

export const PostMailRequest = z.object({ to: ClientName, ...sealed });
export type PostMailRequest = z.infer<typeof PostMailRequest>;

export const Envelope = z.object({ from: ClientName, ...sealed });
export type Envelope = z.infer<typeof Envelope>;

/** The oldest first. They stay until they are confirmed. */
export const FetchMailResponse = z.object({ envelopes: z.array(Envelope).max(50), more: z.boolean() });
export const ConfirmMailRequest = z.object({ ids: z.array(z.uuid()).min(1).max(50) });

export const ConnectChatRequest = z.object({ mediaAccessId: MediaAccessId });

/** Everybody on a link, we too. */
export const ChatLinkMembers = z.array(ClientName.extend({ participantId: z.string().min(1) })).max(16);
export type ChatLinkMembers = z.infer<typeof ChatLinkMembers>;
export const ConnectChatResponse = z.object({ members: ChatLinkMembers });

export const chatEvents = [
  /** Something waits for this client; also to be asked for after each snapshot. */
  z.object({ type: z.literal("chat.mail") }),
  /** This person is on a link with us and would like our clients to come too. */
  z.object({ type: z.literal("chat.connect"), with: UserId }),
  /** To those on the link. */
  z.object({ type: z.literal("chat.link"), with: UserId, members: ChatLinkMembers }),
  /** Another client of this person has registered a key, or another key. */
  z.object({ type: z.literal("chat.clients"), of: UserId }),
] as const;
