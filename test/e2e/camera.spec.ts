import path from "node:path";
import {
  cameraFrom,
  cameras,
  coloursAt,
  expectCameraColours,
  expectCameraMoves,
  unplugCamera,
  videoOf,
  writeCameraFile,
} from "./support/camera.ts";
import {
  accept,
  call,
  expect,
  expectTalking,
  type Office,
  people,
  type Seat,
  test,
} from "./support/office.ts";

const alicesName = people.alice.name;
const video = ({ page }: Seat) =>
  page.getByRole("group", { name: "Call controls" }).getByRole("button", { name: "Video", exact: true });

/** Alice with such a camera in a call with bob. */
async function talking(office: Office, ...chromiumArgs: string[]): Promise<{ alice: Seat; bob: Seat }> {
  const alice = await office.seat("alice", { chromiumArgs });
  const bob = await office.seat("bob");
  await call(alice, "bob");
  await accept(bob);
  await expectTalking(alice, bob);
  return { alice, bob };
}

test.describe("a camera in a call", () => {
  test("is seen with its colours and its movement, and is gone when switched off", async ({ office }) => {
    const file = path.join(office.folder, "camera.y4m");
    await writeCameraFile(file);
    const { alice, bob } = await talking(office, cameraFrom(file));
    await expect(video(alice)).toHaveAttribute("aria-pressed", "false");
    await expect(videoOf(bob.page, alicesName)).toHaveCount(0);

    await video(alice).click();
    await expect(video(alice)).toHaveAttribute("aria-pressed", "true");
    await expectCameraColours(bob.page, alicesName);
    await expectCameraMoves(bob.page, alicesName);
    await expectCameraMoves(alice.page, "You");

    await video(alice).click();
    await expect(video(alice)).toHaveAttribute("aria-pressed", "false");
    await expect(videoOf(bob.page, alicesName)).toHaveCount(0);
    await expect(videoOf(alice.page, "You")).toHaveCount(0);
    await expectTalking(alice, bob);

    await video(alice).click();
    await expectCameraMoves(bob.page, alicesName);
  });

  test("gives way to another one in the settings, and the other side keeps the same track", async ({
    office,
  }) => {
    const { alice, bob } = await talking(office, cameras(3));
    await video(alice).click();
    await alice.page.getByRole("button", { name: "Settings", exact: true }).click();
    const choice = alice.page.getByLabel("Camera", { exact: true });
    await choice.selectOption("fake_device_0");
    await expect.poll(() => greenness(bob)).toBeGreaterThan(60);
    await videoOf(bob.page, alicesName).evaluate((element: HTMLVideoElement) => {
      window.seenTracks = (element.srcObject as MediaStream).getTracks();
    });

    await choice.selectOption("fake_device_2");
    await expect.poll(() => greenness(bob)).toBeLessThan(60);
    const isSame = await videoOf(bob.page, alicesName).evaluate((element: HTMLVideoElement) => {
      const now = (element.srcObject as MediaStream).getTracks();
      return now.length === 1 && now[0] === window.seenTracks?.[0] && now[0]?.readyState === "live";
    });
    expect(isSame).toBe(true);
  });

  test("that is unplugged is told to its user, and can be switched on again", async ({ office }) => {
    const file = path.join(office.folder, "camera.y4m");
    await writeCameraFile(file);
    const { alice, bob } = await talking(office, cameraFrom(file));
    await video(alice).click();
    await expectCameraMoves(bob.page, alicesName);

    await unplugCamera(alice, file);
    await expect(alice.page.getByText("No camera was found, so nobody sees you.")).toBeVisible();
    await expect(video(alice)).toHaveAttribute("aria-pressed", "false");
    await expect(videoOf(bob.page, alicesName)).toHaveCount(0);
    await expectTalking(alice, bob);

    await writeCameraFile(file);
    await video(alice).click();
    await expectCameraMoves(bob.page, alicesName);
  });

  test("that Deskline may not use is told with what to do, and the call goes on", async ({ office }) => {
    const { alice, bob } = await talking(office);
    await refuseCamera(alice);
    await video(alice).click();
    await expect(alice.page.getByText("Deskline may not use your camera, so nobody sees you.")).toBeVisible();
    await expect(alice.page.getByText(/Allow the camera for Deskline/)).toBeVisible();
    await expect(video(alice)).toHaveAttribute("aria-pressed", "false");
    await expectTalking(alice, bob);
  });

  test("that is not there is told with what to do, and the call goes on", async ({ office }) => {
    const { alice, bob } = await talking(office, cameras(0));
    await video(alice).click();
    await expect(alice.page.getByText("No camera was found, so nobody sees you.")).toBeVisible();
    await expect(alice.page.getByText(/Plug one in/)).toBeVisible();
    await expect(video(alice)).toHaveAttribute("aria-pressed", "false");
    await expectTalking(alice, bob);
  });
});

declare global {
  interface Window {
    /** Kept in bob's page from before the change. */
    seenTracks?: MediaStreamTrack[];
  }
}

/** How green the lower left corner of alice's picture is at bob's. */
async function greenness({ page }: Seat): Promise<number> {
  const [colour] = (await coloursAt(page, alicesName, [[0.01, 0.97]])) ?? [];
  return colour === undefined ? Number.NaN : colour[1]! - colour[0]!;
}

/** What the system's privacy settings do: the microphone is allowed, the camera is not. */
const refuseCamera = ({ desktop }: Seat): Promise<void> =>
  desktop.app.evaluate(({ session }) => {
    session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer, details) =>
      answer(!("mediaTypes" in details && details.mediaTypes?.includes("video"))),
    );
  });
