/** The press that journeys make, on a browser that loses some: what was lost is made again, what was heard never. */
import { expect, test, type Locator, type Page } from "playwright/test";
import { startSite } from "../harness/attacker/sites.ts";
import { pressForWindow, pressUntilHeard } from "../harness/press.ts";

const INSIDE = `<!doctype html><button>Continue</button><script>
  let presses = 0;
  document.querySelector("button").onclick = ({ currentTarget }) => {
    currentTarget.textContent = "Pressed " + ++presses;
    if (location.search === "?opens") open("about:blank");
    if (location.search === "?leaves") location.replace("/left");
  };
</script>`;

let stop: () => Promise<void>;
let inside = "";
let outside = "";
test.beforeAll(async () => {
  const frame = await startSite("pressed", { "/": INSIDE, "/left": "<!doctype html>" });
  const host = await startSite("presser", { "/": "<!doctype html><iframe></iframe>" });
  [inside, outside] = [frame.url, host.url];
  stop = async () => void (await Promise.all([frame.stop(), host.stop()]));
});
test.afterAll(() => stop?.());

/** The frame's button. */
async function button(page: Page, query = ""): Promise<Locator> {
  await page.goto(outside);
  await page.locator("iframe").evaluate((frame, src) => ((frame as HTMLIFrameElement).src = src), `${inside}/${query}`);
  return page.frameLocator("iframe").getByRole("button");
}

/** As a browser does it: the press is made, and nobody hears of it. */
function losing(target: Locator, presses: number): { target: Locator; made(): number } {
  let made = 0;
  const click: Locator["click"] = async (options) => {
    if (++made > presses) await target.click(options);
  };
  return {
    target: new Proxy(target, {
      get(of, name) {
        const value: unknown = name === "click" ? click : Reflect.get(of, name);
        return typeof value === "function" ? (value.bind(of) as unknown) : value;
      },
    }),
    made: () => made,
  };
}

test("a press that was lost is made again until the frame has heard of one, and not once more", async ({ page }) => {
  const target = await button(page);
  const { target: lossy, made } = losing(target, 3);
  await pressUntilHeard(lossy);
  await expect(target).toHaveText("Pressed 1");
  expect(made()).toBe(4);
  await pressUntilHeard(target);
  await expect(target).toHaveText("Pressed 2");
});

test("of presses that are lost one window opens", async ({ page, context }) => {
  const opened: Page[] = [];
  context.on("page", (one) => void opened.push(one));
  const { target } = losing(await button(page, "?opens"), 2);
  const popup = await pressForWindow(target);
  expect(opened.filter((one) => one !== page)).toEqual([popup]);
});

test("a press after which the frame is gone was heard", async ({ page }) => {
  const { target, made } = losing(await button(page, "?leaves"), 0);
  await pressUntilHeard(target);
  await expect.poll(() => page.frames().at(-1)?.url()).toBe(`${inside}/left`);
  expect(made()).toBe(1);
});
