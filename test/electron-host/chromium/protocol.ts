/** The parts of the Chrome DevTools Protocol that the host uses. */
export interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
  readonly openerId?: string;
}

export interface WindowBounds {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  readonly windowState?: "normal" | "minimized" | "maximized" | "fullscreen";
}

export interface PausedRequest {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly postData?: string;
  };
}

export interface ProtocolEvents {
  "Target.attachedToTarget": { sessionId: string; targetInfo: TargetInfo };
  "Target.targetDestroyed": { targetId: string };
  "Runtime.executionContextCreated": { context: { id: number; name: string } };
  "Runtime.executionContextDestroyed": { executionContextId: number };
  "Runtime.executionContextsCleared": object;
  "Runtime.bindingCalled": { name: string; payload: string; executionContextId: number };
  "Page.frameNavigated": { frame: { id: string; parentId?: string; url: string } };
  "Page.navigatedWithinDocument": { frameId: string; url: string };
  "Page.domContentEventFired": object;
  "Page.loadEventFired": object;
  "Page.windowOpen": { url: string; windowName: string };
  "Inspector.targetCrashed": object;
  "Fetch.requestPaused": PausedRequest;
}

/** Results of the commands whose answer is looked at. */
export interface ProtocolResults {
  "Browser.getWindowForTarget": { windowId: number };
  "Browser.getWindowBounds": { bounds: WindowBounds };
  "Page.navigate": { errorText?: string };
}

export type ResultOf<M extends string> = M extends keyof ProtocolResults ? ProtocolResults[M] : unknown;
