import type { ComponentChildren, VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";

interface Props {
  readonly tone: "danger" | "caution" | "info";
  readonly icon?: IconName;
  readonly title: string;
  readonly detail?: string | null;
  readonly children?: ComponentChildren;
  readonly id?: string;
  readonly alert?: boolean;
}

/** What happened, what to do, and maybe a button for it. */
export function NoticeBox({ tone, icon = "warning", title, detail, children, id, alert }: Props): VNode {
  return (
    <div class={`notice notice--${tone}`} id={id} role={alert === true ? "alert" : undefined}>
      <Icon name={icon} />
      <div class="notice__text">
        <p class="notice__title">{title}</p>
        {detail !== undefined && detail !== null && <p class="notice__detail">{detail}</p>}
      </div>
      {children}
    </div>
  );
}
