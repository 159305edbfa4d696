/** <yongquan-kiosk>: the whole page as one element. Attributes in, events out. */
import { html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { YongquanError, pageError } from "../shared/errors.js";
import type { ErrorParams } from "../shared/errors.js";
import { packagedCharts } from "./chart-library.js";
import type { ChartSource } from "./chart-library.js";
import { Appearance } from "./appearance.js";
import type { Look } from "./appearance.js";
import { YongquanClient } from "./client.js";
import type { Desk } from "./desk.js";
import { questionIn } from "./fragment.js";
import { Gate } from "./gate.js";
import type { TrustedPublisher } from "./gate.js";
import { LANGUAGES, dayOf, languageOf, localeOf } from "./i18n/catalogue.js";
import type { LockReason } from "./idle.js";
import { NewerWatch } from "./newer.js";
import { layout } from "./layout.js";
import { pageStorage } from "./seen.js";
import { shortcutOf } from "./shortcuts.js";
import type { ShortcutId } from "./shortcuts.js";
import { isTourDue, noteTour } from "./tour.js";
import "./view/appearance.js";
import type { DeskScreen } from "./view/desk-screen.js";
import "./view/gate-screen.js";
import type { Help } from "./view/help.js";
import type { UnlockInput } from "./view/gate-screen.js";
import { lockIcon } from "./view/icons.js";
import "./view/idle-hint.js";
import { Listening } from "./view/listening.js";
import "./view/newer-bar.js";
import "./view/update-bar.js";
import { onlyPaper, onlyPaperNotice } from "./view/only-paper.js";
import { controls, tokens } from "./view/styles.js";
import { View, define, errorBox, isTyping } from "./view/view.js";
import { packagedWriter } from "./take/writer-source.js";
import type { WriterSource } from "./take/writer-source.js";
import { packagedWasm } from "./wasm-source.js";
import type { WasmSource } from "./wasm-source.js";
import type { Words } from "./words.js";

type OpenPart = typeof import("./open-part.js");

/** What counts as somebody being there. */
const ACTIVITY = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/** The element as its users see it. */
export interface YongquanKioskElement extends HTMLElement {
  /** Address of the snapshot. Absent: the visitor chooses a file. */
  snapshotUrl: string | undefined;
  /** The snapshot itself, for a page that brings it along. Goes before `snapshotUrl`. */
  snapshot: Blob | undefined;
  /** Name of the snapshot's file, for a page that cannot fetch it: the visitor is asked for this one. */
  snapshotName: string | undefined;
  /** Second line of the publisher's `publisher.pub`. Absent: the visitor pastes it and compares the fingerprint. */
  publisherKey: string | undefined;
  /** Id of the register. Absent: any register of this publisher. */
  register: string | undefined;
  /** Passphrase of a public demonstration, for everybody to read; shown only beside a snapshot of invented people. Absent: none is shown. */
  demoPassphrase: string | undefined;
  /** Where the engine comes from. Default: the file that the package ships. Set it before a snapshot is read. */
  wasm: WasmSource;
  /** Where the script that writes spreadsheets comes from; asked when the first one is written. Default: the file that the package ships. */
  workbookWriter: WriterSource;
  /** Where the library that draws charts comes from; asked when the first chart is shown. Default: the file that the package ships. */
  charts: ChartSource;
  /** Ends everything that is open, at once. */
  lock(): void;
  /** Says that a newer version of the page is there. Nothing changes until the visitor takes it; what is open is locked then. */
  showUpdate(): void;
  /** Shows an error of the page around the element, by a code of the catalogue. */
  showError(code: string, params: ErrorParams): void;
}

/**
 * Attributes: `snapshot-url`, `snapshot-name`, `publisher-key`, `register`, `demo-passphrase`, `lang` (`zh-CN` or `en`).
 *
 * Fires, all bubbling: `yongquan-unlock`; `yongquan-lock` (detail: the reason); `yongquan-language` (detail: `zh` or `en`);
 * `yongquan-appearance` (detail: name of the palette), also when it is put on a page;
 * `yongquan-verified` (detail: `snapshot`, the sealed bytes from `url` whose signature was just checked); `yongquan-clear` before this device is
 * cleared, for a page that keeps something of its own; `yongquan-update` when the visitor takes the newer page that `showUpdate` told of.
 */
class YongquanKiosk extends View implements YongquanKioskElement {
  static override properties: PropertyDeclarations = {
    snapshotUrl: { attribute: "snapshot-url" },
    snapshot: { attribute: false },
    snapshotName: { attribute: "snapshot-name" },
    publisherKey: { attribute: "publisher-key" },
    register: {},
    demoPassphrase: { attribute: "demo-passphrase" },
    lang: { reflect: true },
    desk: { state: true },
    hasUpdate: { state: true },
    lockAtMs: { state: true },
    sheet: { state: true },
  };
  static override styles = [tokens, controls, layout, onlyPaper];
  declare snapshotUrl: string | undefined;
  declare snapshot: Blob | undefined;
  declare snapshotName: string | undefined;
  declare publisherKey: string | undefined;
  declare register: string | undefined;
  declare demoPassphrase: string | undefined;
  declare wasm: WasmSource;
  declare charts: ChartSource;
  declare workbookWriter: WriterSource;
  declare desk: Desk | undefined;
  declare hasUpdate: boolean;
  /** When it locks for want of use, once that is near. */
  declare lockAtMs: number | undefined;
  /** What lies over the page. */
  declare sheet: "help" | "keys" | undefined;
  readonly #appearance = new Appearance(this, pageStorage(), (palette) => this.#tell("yongquan-appearance", palette));
  readonly #client: YongquanClient;
  readonly #gate: Gate;
  readonly #newer: NewerWatch;
  #words: Words | undefined;
  /** What is loaded when it is first needed. */
  #openPart: OpenPart | undefined;

  constructor() {
    super();
    this.desk = undefined;
    this.hasUpdate = false;
    this.lockAtMs = undefined;
    this.sheet = undefined;
    this.wasm = packagedWasm();
    this.charts = packagedCharts;
    this.workbookWriter = packagedWriter();
    this.#client = new YongquanClient({
      wasm: () => this.wasm,
      onLock: (reason) => this.#locked(reason),
      onIdleSoon: (lockAtMs) => (this.lockAtMs = lockAtMs),
      onLog: (state) => this.desk?.logChanged(state),
    });
    this.#gate = new Gate(this, this.#client, (snapshot, url) => this.#tell("yongquan-verified", { snapshot, url }));
    this.#newer = new NewerWatch(this, () => new YongquanClient({ wasm: () => this.wasm }));
    new Listening(this, window, ACTIVITY, this.#active, { passive: true });
    new Listening(this, window, "keydown", this.#keydown);
    new Listening(this, window, "hashchange", this.#takeLink);
    new Listening(this, document, "visibilitychange", this.#visibility);
    new Listening(this, window, "dragover", this.#draggedOver);
    new Listening(this, window, "drop", this.#dropped);
  }

  lock(): void {
    this.#client.lock("asked");
  }

  showUpdate(): void {
    this.hasUpdate = true;
  }

  #takeUpdate(): void {
    this.hasUpdate = false;
    if (this.desk !== undefined) this.lock();
    this.#tell("yongquan-update", null);
  }

  showError(code: string, params: ErrorParams): void {
    this.#gate.show(new YongquanError(code, params));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Taken off the page, it must not stay open out of sight.
    if (this.desk !== undefined) this.lock();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("lang")) this.language = languageOf(this.lang);
    if (changed.has("publisherKey") || changed.has("register")) {
      const { publisherKey, register } = this;
      this.#gate.setTrust(publisherKey === undefined ? undefined : { publisherKey, ...(register !== undefined && { register }) });
    }
    if (changed.has("snapshot") && this.snapshot !== undefined) this.#gate.giveSnapshot(this.snapshot);
    else if (changed.has("snapshotUrl") && this.snapshotUrl !== undefined) this.#gate.fetchSnapshot(this.snapshotUrl);
    const { desk } = this;
    if (changed.has("desk") || changed.has("language") || this.#words?.asOf !== desk?.day) {
      const part = this.#openPart;
      this.#words = desk === undefined || part === undefined ? undefined : new part.Words(desk.opened.schema, this.language, desk.opened.about.sections, desk.day);
    }
  }

  readonly #active = (): void => this.#client.noteActivity();

  readonly #visibility = (): void => this.#client.noteVisibility(document.visibilityState === "hidden");

  readonly #keydown = (event: KeyboardEvent): void => {
    const shortcut = shortcutOf(event);
    // A key that is a sign goes into the text field that it is typed in.
    const isSign = event.key.length === 1 && !event.altKey && !event.ctrlKey;
    if (shortcut === undefined || (isSign && isTyped(event, shortcut)) || (this.desk === undefined && shortcut !== "help")) return;
    event.preventDefault();
    this.#press(shortcut);
  };

  #press(shortcut: ShortcutId): void {
    if (shortcut === "lock") this.lock();
    else if (shortcut === "keys" || shortcut === "help") void this.#showSheet(shortcut);
    else if (this.sheet === undefined) this.#deskScreen?.focus();
  }

  /** The part of the page that was not loaded with it; nothing if it cannot be had, and then the page says so. A failed load is tried again. */
  async #loadOpenPart(): Promise<OpenPart | undefined> {
    try {
      this.#openPart ??= await import("./open-part.js");
      return this.#openPart;
    } catch {
      this.#gate.show(pageError("page.fetch_failed", { file: "yongquan-open-part.js", status: "-" }));
      return undefined;
    }
  }

  async #showSheet(sheet: "help" | "keys"): Promise<void> {
    if ((await this.#loadOpenPart()) !== undefined) this.sheet = sheet;
  }

  get #deskScreen(): DeskScreen | null {
    return this.renderRoot.querySelector<DeskScreen>("yongquan-desk");
  }

  /** A file dropped anywhere is taken; the browser would leave the page for it otherwise. */
  readonly #draggedOver = (event: DragEvent): void => event.preventDefault();

  readonly #dropped = (event: DragEvent): void => {
    // What the area for files has taken is not taken twice.
    if (event.defaultPrevented) return;
    event.preventDefault();
    const files = Array.from(event.dataTransfer?.files ?? []);
    const [file] = files;
    if (file === undefined) return;
    if (this.desk === undefined) this.#gate.takeFiles(files);
    else void this.#newer.take(file);
  };

  #takeNewer(): void {
    const { offer } = this.#newer;
    if (offer === undefined) return;
    this.#gate.replace(offer.snapshot);
    this.#client.lock("newer");
  }

  #locked(reason: LockReason): void {
    const wasOpen = this.desk !== undefined;
    this.desk?.end();
    this.desk = undefined;
    this.sheet = undefined;
    this.#newer.stop();
    this.#gate.reopen(reason);
    if (wasOpen) this.#tell("yongquan-lock", reason);
  }

  async #clearDevice(): Promise<void> {
    this.#tell("yongquan-clear", null);
    await this.#gate.clearDevice();
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  async #unlock({ passphrase, slotId }: UnlockInput): Promise<void> {
    // First, so that nothing is open for as long as it takes, and a lock has nothing to catch up with.
    const part = await this.#loadOpenPart();
    const opened = part === undefined ? undefined : await this.#gate.unlock(passphrase, slotId);
    if (part === undefined || opened === undefined) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>("yongquan-gate")?.focus();
      return;
    }
    const desk = new part.Desk(this, this.#client, opened);
    this.desk = desk;
    await desk.begin();
    if (this.desk !== desk) return;
    if (desk.answer === undefined && desk.error !== undefined) {
      // A register that does not answer at all is not left open: the reason is shown where the next try begins.
      const { error } = desk;
      this.lock();
      this.#gate.fail(error);
      return;
    }
    this.#watchForNewer(opened.about.seq);
    void desk.shelf.load();
    this.#takeLink();
    await this.updateComplete;
    this.#deskScreen?.focus();
    if (isTourDue(pageStorage(), opened.about)) this.#showTour();
    if (this.desk === desk) this.#tell("yongquan-unlock", null);
  }

  #showTour(): void {
    noteTour(pageStorage());
    this.#deskScreen?.showTour();
  }

  /** Puts the help page away, and goes on where questions are asked. */
  async #leaveHelp(): Promise<void> {
    this.sheet = undefined;
    await this.updateComplete;
    // A sheet that closes gives the focus back to where it was; only then it can go elsewhere.
    await this.renderRoot.querySelector<Help>("yongquan-help")?.updateComplete;
    this.#deskScreen?.focus();
  }

  /** A question in the page's address goes into the box once the page is open, and the address is bare again. */
  readonly #takeLink = (): void => {
    const question = questionIn(location.hash);
    if (this.desk === undefined || question === undefined) return;
    history.replaceState(history.state, "", location.href.split("#", 1)[0]);
    void this.desk.begun(question);
  };

  #watchForNewer(seq: number): void {
    const { source, newestTrust: trust } = this.#gate;
    if (source === undefined || trust === undefined) return;
    const { snapshot, url } = source;
    this.#newer.start({ snapshot, seq, trust, ...(url !== undefined && { url }) });
  }

  #switchLanguage(): void {
    const next = LANGUAGES[(LANGUAGES.indexOf(this.language) + 1) % LANGUAGES.length] ?? this.language;
    this.lang = localeOf(next);
    this.#tell("yongquan-language", next);
  }

  override render(): TemplateResult {
    const { desk } = this;
    return html`
      <header>
        ${desk === undefined ? html`<strong class="title">${this.say.pageTitle}</strong>` : this.#renderTitle(desk)}
        <span class="actions">
          ${desk === undefined ? nothing : this.#renderOperator(desk)}
          <yongquan-appearance .language=${this.language} .look=${this.#appearance.look}
            @yq-look=${(event: CustomEvent<Look>) => this.#appearance.choose(event.detail)}></yongquan-appearance>
          <button type="button" class="plain" data-testid="help" aria-haspopup="dialog" @click=${() => void this.#showSheet("help")}>${this.say.header.help}</button>
          <button type="button" class="plain" data-testid="language" lang=${this.language === "zh" ? "en" : "zh-CN"} @click=${() => this.#switchLanguage()}>${this.say.switchLanguage}</button>
          ${desk === undefined
            ? nothing
            : html`<button type="button" class="wall" data-testid="wall-open" @click=${() => this.renderRoot.querySelector<DeskScreen>("yongquan-desk")?.openWall()}>${this.say.wall.open}</button>
              <button type="button" class="lock" data-testid="lock" title=${this.say.lockTitle} @click=${() => this.lock()}>${lockIcon("")} ${this.say.lock}</button>`}
        </span>
      </header>
      <yongquan-update .language=${this.language} .isThere=${this.hasUpdate} .isOpen=${desk !== undefined}
        @yq-take=${() => this.#takeUpdate()} @yq-dismiss=${() => (this.hasUpdate = false)}></yongquan-update>
      ${desk === undefined ? this.#renderGate() : this.#renderDesk(desk, this.#words)}
      ${onlyPaperNotice()}
      ${this.#openPart === undefined ? nothing : this.#renderSheets(desk)}
      <yongquan-idle-hint .language=${this.language} .lockAtMs=${this.lockAtMs}></yongquan-idle-hint>
    `;
  }

  /** Whose key opened the register; a key file under another name does not say. */
  #renderSheets(desk: Desk | undefined): TemplateResult {
    return html`<yongquan-shortcuts .language=${this.language} .isOpen=${this.sheet === "keys"} @yq-close=${() => (this.sheet = undefined)}></yongquan-shortcuts>
      <yongquan-help .language=${this.language} .words=${this.#words} .examples=${desk?.examples ?? []} .isOpen=${this.sheet === "help"} @yq-close=${() => (this.sheet = undefined)}
        @yq-ask=${(event: CustomEvent<string>) => {
          void desk?.ask(event.detail);
          void this.#leaveHelp();
        }}
        @yq-tour=${() => void this.#leaveHelp().then(() => this.#showTour())}></yongquan-help>`;
  }

  #renderOperator({ opened: { about } }: Desk): TemplateResult | typeof nothing {
    const { operatorId } = this.#gate;
    const name = operatorId === undefined ? undefined : about.operators[operatorId];
    return name === undefined ? nothing : html`<span class="operator" data-testid="operator-name">${this.say.header.operator(name)}</span>`;
  }

  #renderTitle({ opened: { about } }: Desk): TemplateResult {
    return html`<h1 class="title">${about.title[this.language]}</h1>
      <span class="facts quiet">
        <span class="beside-count">${this.say.people(this.count(about.population))}</span>
        <span class="beside-count">${this.say.asOf(dayOf(about.asOf))}</span>
        <span>${this.say.valid(dayOf(about.expires))}</span>
      </span>`;
  }

  #renderGate(): TemplateResult {
    const isTrustGiven = this.publisherKey !== undefined;
    const isFixed = isTrustGiven && (this.snapshotUrl !== undefined || this.snapshot !== undefined);
    return html`<yongquan-gate .language=${this.language} .gate=${this.#gate} .isFixed=${isFixed} .isTrustGiven=${isTrustGiven}
      .snapshotName=${this.snapshotName} .demoPassphrase=${this.demoPassphrase} .tick=${{}}
      @yq-files=${(event: CustomEvent<readonly File[]>) => this.#gate.takeFiles(event.detail)}
      @yq-trust=${(event: CustomEvent<TrustedPublisher>) => this.#gate.setTrust(event.detail)}
      @yq-unlock=${(event: CustomEvent<UnlockInput>) => void this.#unlock(event.detail)}
      @yq-keep=${(event: CustomEvent<boolean>) => this.#gate.setKeepsFiles(event.detail)} @yq-no-slot=${() => this.#gate.giveUpSlot()}
      @yq-cancel=${() => this.#gate.cancel()} @yq-clear=${() => void this.#clearDevice()}></yongquan-gate>`;
  }

  #renderDesk(desk: Desk, words: Words | undefined): TemplateResult {
    if (desk.answer === undefined || words === undefined) {
      return html`<p class="begin quiet" role="status">${this.say.loading}</p>${errorBox(this.language, desk.error)}`;
    }
    return html`<yongquan-newer .language=${this.language} .offer=${this.#newer.offer} .same=${this.#newer.same} .error=${this.#newer.error}
        @yq-take=${() => this.#takeNewer()} @yq-dismiss=${() => this.#newer.dismiss()}></yongquan-newer>
      <yongquan-desk .language=${this.language} .desk=${desk} .words=${words} .seen=${this.#gate.seen} .clockProblem=${this.#gate.clockProblem}
        .charts=${this.charts} .writer=${this.workbookWriter} .tick=${{}}></yongquan-desk>`;
  }
}

/** Whether a sign goes into a text field, so that it is no shortcut. No question begins with the one that asks for the keys. */
function isTyped(event: KeyboardEvent, shortcut: ShortcutId): boolean {
  const [target] = event.composedPath();
  const isQuestion = target instanceof HTMLInputElement && target.dataset["testid"] === "question";
  return isQuestion && shortcut === "keys" ? target.value !== "" : isTyping(event);
}

/** Registers `<yongquan-kiosk>`. Calling it again, or from a second copy of the package, changes nothing. */
export function defineKiosk(): void {
  define("yongquan-kiosk", YongquanKiosk);
}

declare global {
  interface HTMLElementTagNameMap {
    "yongquan-kiosk": YongquanKioskElement;
  }
}
