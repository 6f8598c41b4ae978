import { describe, expect, it } from "vitest";
import { ChannelOutbox, maxWaitingBytes } from "./channel-outbox.ts";

const message = (words: string) => ({ text: true, data: Buffer.from(words) });

function outbox(room: number) {
  const sent: string[] = [];
  const lost: number[] = [];
  const link = {
    room,
    hasRoom: () => link.room > 0,
    send: (streamId: number, { data }: { data: Buffer }) => {
      link.room -= 1;
      sent.push(`${streamId}:${data.toString()}`);
    },
  };
  return { link, sent, lost, box: new ChannelOutbox(link, (streamId) => lost.push(streamId)) };
}

describe("channel outbox", () => {
  it("sends at once while there is room, and the rest in order when there is again", () => {
    const { link, sent, box } = outbox(1);
    for (const words of ["a", "b", "c"]) box.push(2, message(words));
    expect(sent).toEqual(["2:a"]);
    link.room = 1;
    box.pump();
    expect(sent).toEqual(["2:a", "2:b"]);
    link.room = 5;
    box.pump();
    expect(sent).toEqual(["2:a", "2:b", "2:c"]);
  });

  it("lets channels take turns", () => {
    const { link, sent, box } = outbox(0);
    for (const words of ["a", "b", "c"]) box.push(2, message(words));
    box.push(3, message("x"));
    link.room = 9;
    box.pump();
    expect(sent).toEqual(["2:a", "3:x", "2:b", "2:c"]);
  });

  it("gives up the channel that holds most when the space is full, and keeps the others' messages", () => {
    const { link, sent, lost, box } = outbox(0);
    box.push(3, message("small"));
    const large = { text: false, data: Buffer.alloc(65_536) };
    while (lost.length === 0) box.push(2, large);
    expect(lost).toEqual([2]);
    link.room = 100;
    box.pump();
    expect(sent).toEqual(["3:small"]);
  });

  it("counts tiny messages as more than their bytes", () => {
    const { lost, box } = outbox(0);
    let pushed = 0;
    while (lost.length === 0) {
      box.push(2, message(""));
      pushed += 1;
    }
    expect(pushed).toBeLessThan(maxWaitingBytes / 100);
  });

  it("forgets what waits on a dropped channel", () => {
    const { link, sent, box } = outbox(0);
    box.push(2, message("gone"));
    box.push(3, message("kept"));
    box.drop(2);
    link.room = 9;
    box.pump();
    expect(sent).toEqual(["3:kept"]);
  });
});
