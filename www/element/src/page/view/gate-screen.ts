/** The screen before a snapshot is open: files, passphrase, progress. Shows nothing of what was asked before. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { OPEN_STAGES } from "../../shared/protocol.js";
import type { OpenProgress } from "../../shared/protocol.js";
import { keptLogs, logFile } from "../../storage/log-lines.js";
import type { KeptLog } from "../../storage/log-lines.js";
import { saveText } from "../download.js";
import type { Gate, TrustedPublisher } from "../gate.js";
import { keyIn } from "../gate.js";
import { dayOf } from "../i18n/catalogue.js";
import { isMemoryProtected } from "../seen.js";
import { versionText } from "../version.js";
import { controls } from "./styles.js";
import { View, define, errorBox } from "./view.js";

const BYTES_PER_MB = 1_000_000;
const MS_PER_S = 1_000;

/** What a visitor entered to unlock. */
export interface UnlockInput {
  readonly passphrase: string;
  /** Id of the chosen operator's slot; absent when there was nothing to choose. */
  readonly slotId: string | undefined;
}

/**
 * Fires `yq-files` with files, `yq-no-slot` to give the slot file up, `yq-keep` with whether files shall be kept, `yq-trust` with a
 * publisher, `yq-unlock` with what was entered, `yq-cancel` to end what is under way, and `yq-clear` to clear this device.
 */
export class GateScreen extends View {
  static override properties: PropertyDeclarations = {
    gate: { attribute: false }, tick: { attribute: false }, isFixed: { attribute: false }, isTrustGiven: { attribute: false },
    snapshotName: { attribute: false }, demoPassphrase: { attribute: false }, problem: { state: true }, isOver: { state: true }, isClearing: { state: true },
    logs: { state: true }, exportedLogs: { state: true },
  };
  static override styles = [
    controls,
    css`
      :host { display: flex; justify-content: center; padding: 24px 16px; }
      main { width: 100%; max-width: 560px; display: flex; flex-direction: column; gap: 16px; }
      h1 { margin: 0; font-size: 1.75rem; line-height: 1.3; }
      section, form { display: flex; flex-direction: column; gap: 12px; padding: 20px; background: var(--yq-surface); border-radius: 10px; }
      label.named { display: block; font-size: 0.875rem; color: var(--yq-quiet); }
      label.named input, label.named select { width: 100%; margin-top: 6px; color: var(--yq-text); }
      input[type="password"] { font-size: 1.25rem; min-height: 52px; letter-spacing: 0.08em; }
      form .primary { min-height: 52px; font-size: 1.125rem; }
      .drop { border: 2px dashed var(--yq-line); border-radius: 10px; padding: 20px; text-align: center; background: var(--yq-surface); }
      .drop.over { background: var(--yq-tint); border-color: var(--yq-accent); }
      .button { display: inline-flex; align-items: center; margin: 8px; }
      .button:focus-within { outline: 3px solid var(--yq-accent); outline-offset: 2px; }
      .facts { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; }
      .good { color: var(--yq-accent); font-weight: 600; }
      .notice { padding: 10px 14px; border-left: 4px solid var(--yq-accent); background: var(--yq-tint); border-radius: var(--yq-radius); }
      ol { display: flex; flex-wrap: wrap; gap: 6px; list-style: none; margin: 0; padding: 0; }
      li { flex: 1; padding-top: 10px; font-size: 0.875rem; color: var(--yq-quiet); background: linear-gradient(var(--yq-hairline), var(--yq-hairline)) top / 100% 6px no-repeat; }
      li[data-state="done"] { color: var(--yq-text); background-image: linear-gradient(var(--yq-accent), var(--yq-accent)); }
      li[data-state="now"] {
        color: var(--yq-text); font-weight: 600; animation: run 1.2s linear infinite;
        background: repeating-linear-gradient(90deg, var(--yq-accent) 0 12px, var(--yq-tint) 12px 24px) top left / 240px 6px repeat-x;
      }
      .progress { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; }
      .progress button { margin-left: auto; }
      progress { accent-color: var(--yq-accent); }
      .chosen { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; font-size: 0.875rem; }
      label.keep { display: flex; gap: 10px; align-items: center; min-height: var(--yq-target); cursor: pointer; }
      label.keep input { flex: none; width: 22px; min-height: 22px; margin: 0; accent-color: var(--yq-accent); }
      .hand-over { margin-top: 8px; align-items: center; }
      .answers { display: flex; flex-wrap: wrap; gap: 12px; }
      @keyframes run { to { background-position-x: 24px; } }
    `,
  ];
  declare gate: Gate;
  /** A new object for each change inside the gate, which is the same object all the time. */
  declare tick: object;
  /** Whether the page itself names snapshot and publisher, so that there is nothing to choose but a slot file. */
  declare isFixed: boolean;
  /** Passphrase of a public demonstration. */
  declare demoPassphrase: string | undefined;
  /** Whether the page itself names the publisher, so that there is no fingerprint to compare. */
  declare isTrustGiven: boolean;
  /** Name of the snapshot's file, where the page knows it but cannot fetch it. */
  declare snapshotName: string | undefined;
  /** What is missing before unlocking can begin. */
  declare problem: "needSnapshot" | "needPassphrase" | undefined;
  declare isOver: boolean;
  /** Whether it is being asked if this device shall be cleared. */
  declare isClearing: boolean;
  /** The logs of this device, while it is being asked; `undefined` where they could not be read. */
  declare logs: readonly KeptLog[] | undefined;
  /** How many of them were exported since. */
  declare exportedLogs: number;

  constructor() {
    super();
    this.tick = {};
    this.isFixed = false;
    this.demoPassphrase = undefined;
    this.isTrustGiven = false;
    this.snapshotName = undefined;
    this.problem = undefined;
    this.isOver = false;
    this.isClearing = false;
    this.logs = [];
    this.exportedLogs = 0;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("gate")) this.#passphrase?.focus();
    // What was asked last is answered next, with the keyboard too; the answer that changes nothing comes first.
    if (changed.get("isClearing") !== undefined) this.ownPart(this.isClearing ? "clear-no" : "clear")?.focus();
  }

  /** Puts the cursor where the next try begins. */
  override focus(): void {
    this.#passphrase?.focus();
  }

  get #passphrase(): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>("input[type=password]");
  }

  #take(files: FileList | null | undefined): void {
    this.problem = undefined;
    if (files !== null && files !== undefined && files.length > 0) this.emit("yq-files", Array.from(files));
  }

  readonly #chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.#take(input.files);
    // So that choosing the same file again is noticed.
    input.value = "";
  };

  readonly #dragged = (event: DragEvent): void => {
    event.preventDefault();
    this.isOver = event.type === "dragover";
  };

  readonly #dropped = (event: DragEvent): void => {
    event.preventDefault();
    this.isOver = false;
    this.#take(event.dataTransfer?.files);
  };

  readonly #trust = (event: Event): void => {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement);
    this.emit<TrustedPublisher>("yq-trust", { publisherKey: keyIn(String(typed.get("key"))) });
  };

  readonly #unlock = (event: Event): void => {
    event.preventDefault();
    const input = this.#passphrase;
    const passphrase = input?.value ?? "";
    const { hasSnapshot, isReading, isUnlocking } = this.gate;
    if (isUnlocking) return;
    this.problem = !hasSnapshot && !isReading ? "needSnapshot" : passphrase === "" ? "needPassphrase" : undefined;
    if (this.problem !== undefined) return;
    // The field is emptied before anything else happens: the passphrase is not kept on the page.
    if (input !== null) input.value = "";
    const slotId = this.renderRoot.querySelector("select")?.value;
    this.emit<UnlockInput>("yq-unlock", { passphrase, slotId });
  };

  override render(): TemplateResult {
    const { gate: say } = this.say;
    const { manifest, trust, isReading, lockReason, error, keptProblem } = this.gate;
    return html`<main>
      <h1>${say.heading}</h1>
      <p class="quiet">${say.intro}</p>
      ${lockReason === undefined ? nothing : html`<p class="notice" role="status" data-testid="locked">${say.lockedBecause[lockReason]}</p>`}
      ${keptProblem === undefined ? nothing : html`<p class="warning" role="alert" data-testid="kept-problem">${say.keptProblems[keptProblem]}</p>`}
      ${this.isFixed && (this.gate.hasSnapshot || isReading) ? nothing : this.#renderFiles()}
      ${trust === undefined ? this.#renderTrust() : nothing}
      ${isReading && trust !== undefined && this.gate.progress !== undefined ? html`<section>${this.#renderProgress(this.gate.progress)}</section>` : nothing}
      ${manifest === undefined ? nothing : this.#renderManifest()}
      ${errorBox(this.language, error)}
      ${trust === undefined ? nothing : this.#renderUnlock()}
      ${this.#renderDevice()}
      <p class="note" data-testid="version">${versionText(this.say)}</p>
    </main>`;
  }

  /** Asks at once, so that the next key is answered by the question; what logs there are stands in it as soon as they are read. */
  async #askToClear(): Promise<void> {
    this.exportedLogs = 0;
    this.logs = [];
    this.isClearing = true;
    this.logs = await keptLogs().catch(() => undefined);
  }

  /** What stands in a log is encrypted to the auditor, so it can be handed over while nothing is open. */
  async #exportLogs(logs: readonly KeptLog[]): Promise<void> {
    const files = await Promise.all(logs.map(logFile)).catch(() => undefined);
    if (files === undefined) this.logs = undefined;
    files?.forEach(({ name, text }) => saveText(name, text));
    this.exportedLogs = files?.length ?? 0;
  }

  /** The log is lost with everything else, and nobody else has it: said before, with a way to hand it over first. */
  #renderLogs(): TemplateResult | typeof nothing {
    const { log } = this.say;
    const { logs } = this;
    if (logs === undefined) return html`<p class="warning" data-testid="clear-logs">${log.unreadable}</p>`;
    if (logs.length === 0) return nothing;
    const entries = logs.reduce((sum, { entryCount }) => sum + entryCount, 0);
    return html`<div class="warning" data-testid="clear-logs">
      <p>${log.before(this.count(logs.length), this.count(entries))}</p>
      <p class="answers hand-over"><button type="button" data-testid="clear-export" @click=${() => void this.#exportLogs(logs)}>${log.exportFirst}</button>
        ${this.exportedLogs === 0 ? nothing : html`<span role="status" data-testid="clear-exported">${log.exported(this.count(this.exportedLogs))}</span>`}</p>
    </div>`;
  }

  /** What this browser keeps, and how to remove it. */
  #renderDevice(): TemplateResult {
    const { gate: say } = this.say;
    const { cleared } = this.gate;
    if (this.isClearing) {
      const answer = (isClearing: boolean) => (): void => {
        this.isClearing = false;
        if (isClearing) this.emit("yq-clear", null);
      };
      const escape = (event: KeyboardEvent): void => {
        if (event.key === "Escape") this.isClearing = false;
      };
      return html`<section role="alertdialog" aria-labelledby="clear-heading" aria-describedby="clear-text" @keydown=${escape}>
        <h2 id="clear-heading">${say.clearHeading}</h2>
        <p id="clear-text">${say.clearText}</p>
        ${this.#renderLogs()}
        <p class="answers">
          <button type="button" id="clear-no" @click=${answer(false)}>${say.clearNo}</button>
          <button type="button" class="danger" data-testid="clear-yes" @click=${answer(true)}>${say.clearYes}</button>
        </p>
      </section>`;
    }
    const { notes = 0, caches = 0, databases = 0 } = cleared ?? {};
    return html`${cleared === undefined
        ? nothing
        : html`<p class="notice" role="status" data-testid="cleared">${say.cleared(this.count(notes), this.count(caches), this.count(databases))}</p>`}
      <p><button type="button" class="plain" id="clear" data-testid="clear" ?disabled=${this.gate.isUnlocking} @click=${() => void this.#askToClear()}>${say.clear}</button></p>`;
  }

  /** Where files come from on a page that does not bring the snapshot itself. What is missing is asked for. */
  #renderFiles(): TemplateResult {
    const { gate: say } = this.say;
    const { hasSnapshot, manifest, slotFileName } = this.gate;
    if (!hasSnapshot && this.isFixed) return this.#renderDrop(say.choose, say.dropInstead);
    if (!hasSnapshot) return this.#renderDrop(say.choose, this.snapshotName === undefined ? say.drop : say.dropNamed(this.snapshotName));
    const needsSlot = manifest !== undefined && manifest.slotsInside.length === 0 && slotFileName === undefined;
    return needsSlot ? this.#renderDrop(say.chooseSlot, say.dropSlot) : this.#renderDrop(say.chooseOther, say.drop);
  }

  #renderDrop(button: string, text: string): TemplateResult {
    return html`<div class=${this.isOver ? "drop over" : "drop"} data-testid="drop" @dragover=${this.#dragged} @dragleave=${this.#dragged} @drop=${this.#dropped}>
      ${text}
      <label class="button"><input class="unseen" type="file" data-testid="file" multiple @change=${this.#chosen} />${button}</label>
    </div>`;
  }

  /** Which slot file was chosen, and whether it and the snapshot shall be kept. */
  #renderChosen(): TemplateResult {
    const { gate: say } = this.say;
    const { slotFileName, canKeep, keepsFiles } = this.gate;
    const slot = html`<p class="chosen"><span data-testid="slot-file">${say.chosenSlot(slotFileName ?? "")}</span>
      <button type="button" class="plain" data-testid="drop-slot" @click=${() => this.emit("yq-no-slot", null)}>${say.dropChosenSlot}</button></p>`;
    const keep = html`<p><label class="keep"><input type="checkbox" data-testid="keep" .checked=${keepsFiles} aria-describedby="keep-hint"
          @change=${(event: Event) => this.emit("yq-keep", (event.target as HTMLInputElement).checked)} />${say.keep}</label></p>
      <p class="note" id="keep-hint">${say.keepHint}${isMemoryProtected() ? nothing : html`<br />${say.keepUnprotected}`}</p>`;
    return html`${slotFileName === undefined ? nothing : slot}${canKeep ? keep : nothing}`;
  }

  #renderTrust(): TemplateResult {
    const { gate: say } = this.say;
    return html`<form autocomplete="off" @submit=${this.#trust}>
      <h2>${say.keyHeading}</h2>
      <p class="note">${say.keyHelp}</p>
      <label class="named">${say.key}<input name="key" data-testid="publisher-key" required autocomplete="off" spellcheck="false" /></label>
      <button type="submit" data-testid="trust">${say.check}</button>
    </form>`;
  }

  #renderManifest(): TemplateResult | typeof nothing {
    const { manifest } = this.gate;
    if (manifest === undefined) return nothing;
    const { gate: say } = this.say;
    return html`<section data-testid="manifest">
      <p class="facts">
        <span>${say.registerIs(manifest.register)}</span><span>${say.snapshot(String(manifest.seq))}</span>
        <span>${this.say.asOf(dayOf(manifest.asOf))}</span><span>${this.say.valid(dayOf(manifest.expires))}</span>
        <span class="good">${say.verified}</span>
        ${manifest.kind === "synthetic" ? html`<span class="badge">${this.say.synthetic}</span>` : nothing}
      </p>
      ${this.#renderSeen()}
      ${manifest.signer === undefined ? nothing : html`<p class="note" data-testid="rotated">${say.rotated}</p>`}
      ${this.isTrustGiven ? nothing : html`<p class="note">${say.fingerprint(manifest.fingerprint)}<br />${say.compareFingerprint}</p>`}
      ${this.isFixed ? this.#renderDrop(say.chooseSlot, manifest.slotsInside.length === 0 ? say.dropSlot : say.dropOwnSlot) : nothing}
    </section>`;
  }

  /** What this browser remembers of the register, and what that says about the clock. */
  #renderSeen(): TemplateResult {
    const { gate: say } = this.say;
    const { seen, clockProblem } = this.gate;
    const day = seen === undefined ? "" : dayOf(new Date(seen.clock * MS_PER_S).toISOString());
    return html`<p class="note" data-testid="seen">${seen === undefined ? say.firstTime : say.seen(String(seen.seq), day)}${isMemoryProtected()
          ? nothing
          : html`<br />${say.unprotected}`}</p>
      ${clockProblem === undefined ? nothing : html`<p class="warning" role="alert" data-testid="clock">${say.clockProblems[clockProblem]}</p>`}`;
  }

  #renderUnlock(): TemplateResult {
    const { gate: say } = this.say;
    const { manifest, isUnlocking, progress, slotFileName } = this.gate;
    const operators = slotFileName === undefined ? (manifest?.slotsInside ?? []) : [];
    return html`<form autocomplete="off" @submit=${this.#unlock}>
      ${operators.length < 2
        ? nothing
        : html`<label class="named">${say.operator}<select data-testid="operator">${operators.map((id) => html`<option value=${id}>${id}</option>`)}</select></label>`}
      <label class="named">${say.passphrase}
        <input type="password" data-testid="passphrase" autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="passphrase-hint" />
      </label>
      <p class="note" id="passphrase-hint">${say.passphraseHint}</p>
      ${this.demoPassphrase === undefined || manifest?.kind !== "synthetic"
        ? nothing
        : html`<p class="notice">${say.demoPassphrase} <code data-testid="demo-passphrase">${this.demoPassphrase}</code></p>`}
      ${this.problem === undefined ? nothing : html`<p class="error" role="alert">${this.say.gate[this.problem]}</p>`}
      <button class="primary" type="submit" data-testid="unlock" ?disabled=${isUnlocking}>${isUnlocking ? say.unlocking : say.unlock}</button>
      ${isUnlocking && progress !== undefined ? this.#renderProgress(progress) : nothing}
      ${this.#renderChosen()}
    </form>`;
  }

  #renderProgress(progress: OpenProgress): TemplateResult {
    const { gate: say } = this.say;
    const { stage } = progress;
    const now = OPEN_STAGES.indexOf(stage);
    const state = (place: number): string => (place < now ? "done" : place === now ? "now" : "waiting");
    const one = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return html`<div role="progressbar" aria-label=${say.progress} aria-valuetext=${say.stages[stage]} data-testid="progress">
        <ol>${OPEN_STAGES.map((each, place) => html`<li data-state=${state(place)}>${say.stages[each]}</li>`)}</ol>
      </div>
      <p class="note progress"><span role="status">${say.stageTexts[stage]}</span>
        ${this.gate.isUnlocking ? html`<span class="number">${say.seconds(one.format(this.gate.seconds))}</span>` : nothing}
        ${this.#renderBytes(progress, one)}
        <button type="button" data-testid="cancel" @click=${() => this.emit("yq-cancel", null)}>${say.cancel}</button></p>`;
  }

  #renderBytes({ done, total }: OpenProgress, one: Intl.NumberFormat): TemplateResult | typeof nothing {
    if (done === undefined || total === undefined) return nothing;
    const said = this.say.gate.bytes(one.format(done / BYTES_PER_MB), one.format(total / BYTES_PER_MB));
    return html`<progress .value=${done} max=${total} aria-label=${said}></progress> <span class="number" data-testid="bytes">${said}</span>`;
  }
}

define("yongquan-gate", GateScreen);
