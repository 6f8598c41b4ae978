import type { VideoSettings } from "../../common/contract/media.ts";
import { openCamera, type CameraError } from "./capture.ts";
import { DeviceCapture, type DeviceCaptureOptions, type DeviceKind } from "./device-capture.ts";
import type { VideoSendPlan } from "./publishing-peer.ts";

export type Camera = DeviceCapture<VideoSettings, CameraError>;

/** One camera for one call. */
export const newCamera = (options: DeviceCaptureOptions<VideoSettings>): Camera =>
  new DeviceCapture(camera, options);

/** A face: smooth movement matters, and 1.5 Mbit/s are plenty for 720p. */
export const cameraPlan: VideoSendPlan = {
  maxBitrate: 1_500_000,
  maxFramerate: 30,
  degradationPreference: "balanced",
  sizes: "several",
};

const camera: DeviceKind<VideoSettings, CameraError> = {
  kind: "videoinput",
  open: openCamera,
  chosen: ({ cameraId }) => cameraId,
  differs: (before, after) => before.cameraId !== after.cameraId,
  unwanted: { code: "camera-missing" },
};
