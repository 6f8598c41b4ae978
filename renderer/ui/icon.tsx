import {
  AppWindow,
  ArrowLeft,
  ArrowRightLeft,
  AudioLines,
  Check,
  ChevronDown,
  CircleArrowUp,
  Clock,
  Copy,
  Delete,
  Expand,
  Eye,
  EyeOff,
  FileText,
  Film,
  Grip,
  Info,
  LogOut,
  Maximize2,
  MessageSquare,
  Mic,
  MicOff,
  Minimize2,
  Monitor,
  MonitorUp,
  MonitorX,
  Moon,
  Pause,
  Phone,
  PhoneForwarded,
  PhoneIncoming,
  PhoneMissed,
  PhoneOff,
  PhoneOutgoing,
  Play,
  Presentation,
  Scan,
  Search,
  SendHorizontal,
  Settings,
  Sun,
  TriangleAlert,
  Trash2,
  UserPlus,
  Users,
  Video,
  VideoOff,
  Volume2,
  WifiOff,
  X,
  ZoomIn,
} from "lucide";
import { h, type VNode } from "preact";

/** The icons of the app; only these are in the bundle. */
const icons = {
  "arrow-left": ArrowLeft,
  check: Check,
  "chevron-down": ChevronDown,
  clock: Clock,
  erase: Delete,
  eye: Eye,
  "eye-off": EyeOff,
  keypad: Grip,
  info: Info,
  "log-out": LogOut,
  maximize: Maximize2,
  message: MessageSquare,
  mic: Mic,
  "mic-off": MicOff,
  minimize: Minimize2,
  monitor: Monitor,
  "monitor-up": MonitorUp,
  "monitor-x": MonitorX,
  moon: Moon,
  pause: Pause,
  phone: Phone,
  "phone-forwarded": PhoneForwarded,
  "phone-incoming": PhoneIncoming,
  "phone-missed": PhoneMissed,
  "phone-off": PhoneOff,
  "phone-outgoing": PhoneOutgoing,
  play: Play,
  search: Search,
  send: SendHorizontal,
  settings: Settings,
  sun: Sun,
  warning: TriangleAlert,
  trash: Trash2,
  update: CircleArrowUp,
  "user-plus": UserPlus,
  users: Users,
  speaker: Volume2,
  "no-network": WifiOff,
  x: X,
  window: AppWindow,
  switch: ArrowRightLeft,
  voice: AudioLines,
  copy: Copy,
  "full-screen": Expand,
  text: FileText,
  film: Film,
  sessions: Presentation,
  "zoom-fit": Scan,
  "zoom-actual": ZoomIn,
  video: Video,
  "video-off": VideoOff,
};
export type IconName = keyof typeof icons;

interface Props {
  readonly name: IconName;
  /** Edge length in px at 100 % text; grows with the text. */
  readonly size?: 16 | 18 | 20 | 22 | 24 | 32;
}

/** A line icon. Always decoration: the control around it has the word. */
export function Icon({ name, size = 20 }: Props): VNode {
  return (
    <svg
      class={`icon icon--${String(size)}`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {icons[name].map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
