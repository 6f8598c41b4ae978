/** Conversations as main keeps them; the one on the screen with as much of its past as was looked at. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ConversationId } from "../../common/chat/conversation-id.ts";
import type { ChatLine, ConversationSummary, OpenConversation } from "../../common/contract/chat.ts";
import type { Host } from "../../common/contract/contract.ts";
import { type Dispose, Scope } from "../../common/scope.ts";
import { send } from "./host-port.ts";
import { selectConversation } from "./navigation.ts";
import { showFailure } from "./notices.ts";
import { snapshot } from "./snapshot.ts";

const shown = signal<OpenConversation | null>(null);
const loading = signal(false);
/** What was typed and not sent, by conversation. */
const drafts = new Map<ConversationId, string>();

export const openConversation: ReadonlySignal<OpenConversation | null> = computed(() => shown.value);
export const loadingOlder: ReadonlySignal<boolean> = computed(() => loading.value);

/** Newest first. */
export const conversations: ReadonlySignal<readonly ConversationSummary[]> = computed(
  () => snapshot.value?.chat.conversations ?? [],
);

export const unreadMessages: ReadonlySignal<number> = computed(() =>
  conversations.value.reduce((sum, { unread }) => sum + unread, 0),
);

export const historyProblem = computed(() => snapshot.value?.chat.historyProblem ?? null);

export const conversationOf = (id: ConversationId): ConversationSummary | undefined =>
  conversations.value.find((one) => one.id === id);

/** Follows main. Forgets everything when disposed. */
export function followChat(host: Host): Dispose {
  const scope = new Scope();
  scope.add(host.on("chat.changed", take));
  scope.add(host.on("chat.show", ({ conversation }) => selectConversation(conversation)));
  scope.add(() => {
    shown.value = null;
    loading.value = false;
    drafts.clear();
  });
  return () => scope.end();
}

/** Shows a conversation from now on; the one before is forgotten. */
export async function showConversation(id: ConversationId): Promise<void> {
  if (shown.peek()?.id !== id) shown.value = null;
  const answer = await send("chat.open", { conversation: id });
  if (answer.ok) take(answer.value);
  else showFailure(answer.error);
}

/** It is not on the screen any more, unless another view shows it already. */
export function leaveConversation(): void {
  shown.value = null;
  void send("chat.close", null);
}

/** True when main has taken it: it will be sent, whatever happens. */
export async function sendMessage(id: ConversationId, words: string): Promise<boolean> {
  const answer = await send("chat.send", { conversation: id, text: words });
  if (!answer.ok) showFailure(answer.error);
  return answer.ok;
}

export async function loadOlder(): Promise<void> {
  const now = shown.peek();
  const first = now?.lines.at(0);
  if (now === null || first === undefined || !now.older || loading.peek()) return;
  loading.value = true;
  const answer = await send("chat.page", { conversation: now.id, before: first.position });
  loading.value = false;
  const later = shown.peek();
  if (!answer.ok || later?.id !== now.id) return;
  shown.value = { ...later, lines: [...answer.value.lines, ...later.lines], older: answer.value.older };
}

/** The user sees the newest lines. */
export function markRead(id: ConversationId): void {
  if ((conversationOf(id)?.unread ?? 0) > 0) void send("chat.read", { conversation: id });
}

export function retryMessages(id: ConversationId): void {
  void send("chat.retry", { conversation: id });
}

/** The user has seen where it leads, and agreed. */
export async function openLink(url: string): Promise<void> {
  const answer = await send("chat.link", { url });
  if (!answer.ok) showFailure(answer.error);
}

export const draftOf = (id: ConversationId): string => drafts.get(id) ?? "";

export function keepDraft(id: ConversationId, words: string): void {
  if (words === "") drafts.delete(id);
  else drafts.set(id, words);
}

/** Main sends the newest lines only; what was loaded before them stays. */
function take(next: OpenConversation): void {
  const known = shown.peek();
  if (known?.id !== next.id) {
    shown.value = next;
    return;
  }
  if (next.revision <= known.revision) return;
  const first = next.lines.at(0)?.position ?? 0;
  const before: ChatLine[] = known.lines.filter(({ position }) => position < first);
  shown.value = {
    ...next,
    lines: [...before, ...next.lines],
    older: before.length > 0 ? known.older : next.older,
  };
}
