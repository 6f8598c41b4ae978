import type { VNode } from "preact";
import { piecesOf } from "./links.ts";

interface Props {
  readonly text: string;
  readonly onLink: (link: { readonly url: string; readonly host: string }) => void;
}

/** Words as written, with line ends; a link shows the host it really leads to, and asks before it is opened. */
export function MessageText({ text, onLink }: Props): VNode {
  return (
    <p class="bubble__text">
      {piecesOf(text).map((piece) =>
        piece.kind === "text" ? (
          piece.text
        ) : (
          <>
            <button type="button" class="bubble__link" title={piece.url} onClick={() => onLink(piece)}>
              {piece.url}
            </button>
            {!piece.url.toLowerCase().startsWith(`https://${piece.host}`) && (
              <span class="bubble__host"> ({piece.host})</span>
            )}
          </>
        ),
      )}
    </p>
  );
}
