/** `<idos-isle>`: a dApp's window on the person's idOS. */
import { isServer, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import {
  createIdos,
  discoverWallets,
  IdosError,
  type Check,
  type Eip1193Provider,
  type FrameSize,
  type Idos,
  type IdosOptions,
  type Wallet,
} from "../host-sdk/index.ts";
import { placeCard } from "./card-place.ts";
import { createIsle, type Isle, type Withdrawable } from "./create-isle.ts";
import { drawShell, type Screens } from "./draw-shell.ts";
import { IdosCheckEvent, IdosGrantedEvent, IdosRevokedEvent, IdosStateEvent } from "./events.ts";
import { failureOf, type Failure } from "./machine/failure.ts";
import type { IsleRequest, IsleState } from "./machine/state.ts";
import type { WalletDiscovery } from "./run-effects.ts";
import { controls } from "./styles/controls.styles.ts";
import { screenStyles } from "./screens/screens.styles.ts";
import { shell } from "./styles/shell.styles.ts";
import { tokens } from "./styles/tokens.styles.ts";
import { chooseLanguage } from "./words/language.ts";

/**
 * A pill that opens into a card: connecting a wallet, creating a profile, getting verified, granting access, seeing
 * and undoing it. It never handles a secret or a plaintext: what is typed, approved or shown in the clear is so in
 * the enclave, whose frame stands in the card from the start and is never moved.
 *
 * Below 460 px of width the card is a sheet at the bottom edge. Escape and the pill collapse it, which stops
 * nothing; the pill says what it waits for.
 *
 * @example
 * ```html
 * <idos-isle enclave="https://enclave.example" node="https://nodes.example" backend="/idos"></idos-isle>
 * ```
 * ```ts
 * const { grantId } = await isle.request({ issuers: ["neobank"], level: "basic", purpose: "Open a card account" });
 * ```
 *
 * @element idos-isle
 *
 * @slot label - Replaces the word "idOS" on the pill.
 *
 * @event {IdosStateEvent} idos-state - Something changed on the screen or in what is known; `event.state`.
 * @event {IdosGrantedEvent} idos-granted - Access was granted, written and read back; `event.grantId`, `event.receipt`.
 * @event {IdosRevokedEvent} idos-revoked - The person revoked access; `event.grantId`.
 * @event {IdosCheckEvent} idos-check - The status of an identity check became known or changed; `event.check`.
 *
 * @csspart pill - The button that opens the card.
 * @csspart dot - The dot of the pill that shows the status.
 * @csspart badge - How many requests of the page wait.
 * @csspart card - The card.
 * @csspart header - The card's first line.
 * @csspart close - The button that collapses the card.
 * @csspart asked - The line that says what the page asks for.
 * @csspart body - The screen's place.
 * @csspart frame - The place of the enclave's frame. Do not cover, move, scale or fade it.
 * @csspart heading - A screen's heading.
 * @csspart button - Every button; also one of `primary`, `secondary`, `danger`, `quiet`, `wallet`.
 * @csspart tab - The buttons that switch between credentials, permissions and settings.
 * @csspart item - An entry of a list.
 *
 * @cssproperty --idos-accent - Colour of what leads on.
 * @cssproperty --idos-on-accent - Colour of text on it.
 * @cssproperty --idos-surface - Background of pill and card.
 * @cssproperty --idos-raised - Background of quiet areas.
 * @cssproperty --idos-text - Colour of text.
 * @cssproperty --idos-muted - Colour of secondary text.
 * @cssproperty --idos-line - Colour of lines that separate.
 * @cssproperty --idos-edge - Colour of the edges of controls; keep 3:1 against the surface.
 * @cssproperty --idos-good - Colour of what went well.
 * @cssproperty --idos-warning - Colour of what needs care.
 * @cssproperty --idos-bad - Colour of what failed or destroys.
 * @cssproperty [--idos-radius=18px] - Radius of the card; smaller ones derive from it.
 * @cssproperty --idos-font - Font family.
 * @cssproperty --idos-shadow - Shadow of the card.
 * @cssproperty [--idos-width=366px] - Width of the card.
 * @cssproperty [--idos-z-index=1000] - Stacking of the card. Keep it below a wallet's own dialogs.
 */
export class IdosIsle extends LitElement {
  static override styles = [tokens, shell, controls, ...screenStyles];

  /** URL of the enclave, on an origin of its own. */
  @property() enclave = "";

  /** URL of an idOS storage node, or of a relay of it. */
  @property() node = "";

  /** The node's own URL, where `node` is a relay. */
  @property({ attribute: "node-domain" }) nodeDomain: string | undefined;

  /** URL or path of the page's `idosHandler`. Without it there is no joining, verifying or granting. */
  @property() backend: string | undefined;

  /** `auto` follows the system. The enclave's frame follows it too. */
  @property({ reflect: true }) theme: "light" | "dark" | "auto" = "auto";

  /** True while the card is open. */
  @property({ type: Boolean, reflect: true }) open = false;

  /** How the SDK is made, for pages that wrap it. */
  @property({ attribute: false }) makeIdos: (options: IdosOptions) => Idos = createIdos;

  /** How wallets are found, for pages that bring their own. EIP-6963 by default. */
  @property({ attribute: false }) discoverWallets: WalletDiscovery = discoverWallets;

  @state() private current: IsleState | undefined;
  @state() private unusable: Failure | undefined;
  @state() private screens: Screens | "loading" | "missing" | undefined;
  @query(".pill") private pill!: HTMLButtonElement;
  @query(".card") private card!: HTMLElement;
  /** The place of the enclave's frame: one element for as long as the Isle lives. */
  private readonly frame = isServer ? undefined : createFramePlace();
  private readonly language = chooseLanguage();
  private idos: Idos | undefined;
  private isle: Isle | undefined;
  private stop = (): void => {};
  private hadFocus = false;
  /** The screen's heading takes the focus as soon as it is there. */
  private wantsFocus = false;
  private seen: string | undefined;

  /**
   * Signs the person in: wallet, then profile, which is created if there is none. Opens the card.
   * @param wallet an EIP-1193 provider or a `Wallet` that the page has already; otherwise the person chooses one
   * @returns the profile's id
   * @throws IdosError `ABORTED` when the person or the signal cancels; `INVALID_ARGUMENT` for a wrong attribute
   */
  async connect(wallet?: Eip1193Provider | Wallet, options: Withdrawable = {}): Promise<{ userId: string }> {
    return (await this.ready()).connect({ ...options, wallet });
  }

  /**
   * Takes the person through an identity check by a provider that this page accepts. Opens the card.
   * @returns the check, once it is under way. It may take days: `idos-check` tells how it goes on, also after a reload
   * @throws IdosError `USER_REJECTED` when they decline; `ABORTED`; `UNSUPPORTED` when the page has no backend
   */
  async verify(options: Withdrawable = {}): Promise<Check> {
    return (await this.ready()).verify(options);
  }

  /**
   * Asks for access to one credential. Opens the card; the person decides in the enclave's window. What fails on
   * the way is first shown to them with a way on; the promise rejects when they leave it.
   * @param request `issuers`: ids of the backend's description, all of them if left out. `level`: e.g.
   * `basic+liveness`, this base or a higher one with at least these additions. `requirements`: conditions on private
   * fields, checked inside the enclave. `purpose`: why, in 1 to 200 characters, shown as a quotation. `timelock`:
   * until when (unix seconds) access cannot be revoked, and whether the person may leave that out. `limits`: an end
   * (unix seconds) and a number of reads, on networks that enforce them; one more signature of the wallet
   * @returns the access grant's id, after it was written to the network and read back
   * @throws IdosError `USER_REJECTED`, `ABORTED`, `INVALID_ARGUMENT`, `UNSUPPORTED` for limits that the network does not enforce,
   * or what the person gave up at
   */
  async request(request: IsleRequest & Withdrawable): Promise<{ grantId: string }> {
    return (await this.ready()).request(request);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (isServer) return;
    window.addEventListener("resize", this.place);
    if (this.hasUpdated) this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("resize", this.place);
    this.stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (isServer) return;
    if (CONFIGURATION.some((name) => changed.has(name))) this.start();
    else if (changed.has("theme")) this.idos?.configure({ theme: this.theme });
    if (this.open && !this.screens) void this.loadScreens();
    if (this.open && this.current?.view.name === "starting") this.isle?.send({ type: "opened" });
    this.hadFocus = (this.shadowRoot?.activeElement ?? null) !== null;
  }

  protected override render(): TemplateResult {
    return drawShell({
      locale: this.language.locale,
      shell: this.language.shell,
      state: this.current,
      unusable: this.unusable,
      screens: this.screens ?? "loading",
      reload: () => void this.loadScreens(),
      open: this.open,
      frame: this.frame,
      site: isServer ? "" : location.host,
      send: (event) => this.isle?.send(event),
      toggle: () => {
        this.open = !this.open;
      },
      collapse: () => {
        this.open = false;
      },
    });
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { view } = this.current ?? {};
    const seen = view?.name === "waiting" ? `waiting ${view.job.do}` : view?.name;
    const opened = changed.has("open") && this.open;
    const moved = seen !== this.seen;
    this.seen = seen;
    if (opened) this.place();
    if (moved) this.renderRoot.querySelector(".body")?.scrollTo(0, 0);
    // An element that is born open does not take the focus from the page.
    if (opened ? changed.get("open") === false : this.open && moved && this.hadFocus) this.wantsFocus = true;
    if (!this.open) {
      this.wantsFocus = false;
      if (changed.has("open") && this.hadFocus) this.pill.focus();
    }
    const heading = this.wantsFocus ? this.renderRoot.querySelector("h2") : null;
    if (!heading) return;
    this.wantsFocus = false;
    heading.focus({ preventScroll: true });
  }

  private readonly place = (): void => {
    if (this.open && this.hasUpdated) placeCard(this.card, this.pill);
  };

  private start(): void {
    this.stop();
    this.unusable = undefined;
    const { enclave, node, nodeDomain, backend, theme, frame, discoverWallets } = this;
    if (!frame) return;
    if (!enclave || !node) {
      this.unusable = failureOf(new IdosError("INVALID_ARGUMENT", "<idos-isle> needs the attributes enclave and node"));
      return;
    }
    const idos = this.makeIdos({
      enclave,
      node,
      nodeDomain,
      backend,
      theme,
      frame: { container: frame, onSize: (size) => this.resize(size) },
    });
    const isle = createIsle({ idos, discoverWallets });
    const stops = [
      isle.subscribe(() => this.follow(isle.state)),
      isle.on("granted", (receipt) => this.dispatchEvent(new IdosGrantedEvent(receipt))),
      isle.on("revoked", ({ grantId }) => this.dispatchEvent(new IdosRevokedEvent(grantId))),
      isle.on("check", (check) => this.dispatchEvent(new IdosCheckEvent(check))),
    ];
    this.idos = idos;
    this.isle = isle;
    this.current = isle.state;
    this.stop = () => {
      for (const stop of stops) stop();
      isle.close();
      idos.close();
      this.idos = this.isle = this.current = undefined;
      this.stop = () => {};
    };
  }

  private async loadScreens(): Promise<void> {
    this.screens = "loading";
    try {
      const [{ drawView, spoken }, language] = await Promise.all([import("./draw-view.ts"), this.language.load()]);
      this.screens = { drawView, spoken, language };
    } catch {
      this.screens = "missing";
    }
  }

  private async ready(): Promise<Isle> {
    if (!this.isConnected) throw new IdosError("INVALID_ARGUMENT", "<idos-isle> is not in the document");
    await this.updateComplete;
    if (this.isle) return this.isle;
    throw new IdosError("INVALID_ARGUMENT", this.unusable?.message ?? "<idos-isle> left the document");
  }

  private follow(state: IsleState): void {
    if (state.goals.length > (this.current?.goals.length ?? 0)) this.open = true;
    this.current = state;
    this.dispatchEvent(new IdosStateEvent(state));
  }

  private resize(size: FrameSize | "hidden"): void {
    if (!this.frame) return;
    this.frame.dataset["size"] = size;
    if (size !== "hidden") this.open = true;
  }
}

const CONFIGURATION = ["enclave", "node", "nodeDomain", "backend", "makeIdos", "discoverWallets"] as const;

function createFramePlace(): HTMLElement {
  const place = document.createElement("div");
  place.className = "frame";
  place.part.add("frame");
  place.dataset["size"] = "hidden";
  return place;
}

declare global {
  interface HTMLElementTagNameMap {
    "idos-isle": IdosIsle;
  }
}
