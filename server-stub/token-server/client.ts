import { z } from "zod";
import { ClientId, type UserId } from "../../common/ids.ts";
import type { ClientName } from "../../common/wire/chat.ts";

/**
 * One person's installation. The client id alone is chosen by the client, so it says nothing about who it is: two
 * people who name the same client id are still two clients.
 */
const ClientKey = z.string().brand("ClientKey");
export type ClientKey = z.infer<typeof ClientKey>;

export interface PersonRef {
  readonly id: UserId;
  readonly name: string;
}

/** Who makes a request: a signed-in person at one client. */
export interface Client {
  readonly key: ClientKey;
  readonly person: PersonRef;
  /** The family of refresh tokens that this sign-in began. */
  readonly familyId: string;
}

export const clientKey = (user: UserId, client: ClientId): ClientKey => ClientKey.parse(`${user}/${client}`);

/** As clients name each other. */
export const nameOf = ({ key, person }: Client): ClientName => ({
  user: person.id,
  client: ClientId.parse(key.slice(key.indexOf("/") + 1)),
});
