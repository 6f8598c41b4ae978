/** The icons of `scripts/tray-icons.ts`, inside the bundle as data addresses: nothing to find at run time. */
import offlineColour from "./icons/offline-colour.png?inline";
import offlineColourDouble from "./icons/offline-colour@2x.png?inline";
import offlineTemplate from "./icons/offline-template.png?inline";
import offlineTemplateDouble from "./icons/offline-template@2x.png?inline";
import readyColour from "./icons/ready-colour.png?inline";
import readyColourDouble from "./icons/ready-colour@2x.png?inline";
import readyTemplate from "./icons/ready-template.png?inline";
import readyTemplateDouble from "./icons/ready-template@2x.png?inline";
import quietColour from "./icons/quiet-colour.png?inline";
import quietColourDouble from "./icons/quiet-colour@2x.png?inline";
import quietTemplate from "./icons/quiet-template.png?inline";
import quietTemplateDouble from "./icons/quiet-template@2x.png?inline";
import missedColour from "./icons/missed-colour.png?inline";
import missedColourDouble from "./icons/missed-colour@2x.png?inline";
import missedTemplate from "./icons/missed-template.png?inline";
import missedTemplateDouble from "./icons/missed-template@2x.png?inline";
import ringingColour from "./icons/ringing-colour.png?inline";
import ringingColourDouble from "./icons/ringing-colour@2x.png?inline";
import ringingTemplate from "./icons/ringing-template.png?inline";
import ringingTemplateDouble from "./icons/ringing-template@2x.png?inline";
import callColour from "./icons/call-colour.png?inline";
import callColourDouble from "./icons/call-colour@2x.png?inline";
import callTemplate from "./icons/call-template.png?inline";
import callTemplateDouble from "./icons/call-template@2x.png?inline";
import mutedColour from "./icons/muted-colour.png?inline";
import mutedColourDouble from "./icons/muted-colour@2x.png?inline";
import mutedTemplate from "./icons/muted-template.png?inline";
import mutedTemplateDouble from "./icons/muted-template@2x.png?inline";
import type { TrayIcon } from "./tray-view.ts";

interface Picture {
  /** 16 and 32 px. */
  readonly normal: string;
  readonly double: string;
}

export const trayPictures: Readonly<Record<TrayIcon, Record<"colour" | "template", Picture>>> = {
  offline: {
    colour: { normal: offlineColour, double: offlineColourDouble },
    template: { normal: offlineTemplate, double: offlineTemplateDouble },
  },
  ready: {
    colour: { normal: readyColour, double: readyColourDouble },
    template: { normal: readyTemplate, double: readyTemplateDouble },
  },
  quiet: {
    colour: { normal: quietColour, double: quietColourDouble },
    template: { normal: quietTemplate, double: quietTemplateDouble },
  },
  missed: {
    colour: { normal: missedColour, double: missedColourDouble },
    template: { normal: missedTemplate, double: missedTemplateDouble },
  },
  ringing: {
    colour: { normal: ringingColour, double: ringingColourDouble },
    template: { normal: ringingTemplate, double: ringingTemplateDouble },
  },
  call: {
    colour: { normal: callColour, double: callColourDouble },
    template: { normal: callTemplate, double: callTemplateDouble },
  },
  muted: {
    colour: { normal: mutedColour, double: mutedColourDouble },
    template: { normal: mutedTemplate, double: mutedTemplateDouble },
  },
};
