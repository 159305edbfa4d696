/** The log of this device: how long it is, its mark, since when, and the way to the auditor. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { WireError } from "../../shared/errors.js";
import type { LogState } from "../../shared/journal.js";
import { keptLogs } from "../../storage/log-lines.js";
import type { LogHeader } from "../../storage/log-lines.js";
import { Menu } from "./menu.js";
import { define, errorBox } from "./view.js";

/** Fires `yq-export` when the logs shall be exported. */
export class LogPanel extends Menu {
  static override properties: PropertyDeclarations = {
    log: { attribute: false }, exported: { attribute: false }, error: { attribute: false }, header: { state: true },
  };
  static override styles = [
    ...Menu.styles,
    css`
      .panel { font-size: 1rem; color: var(--yq-text); }
      /* Among lines of small text its button is as high as a finger needs, and takes no more room than they do. */
      :host { margin: -10px 0; }
      #menu { min-height: var(--yq-target); border-color: transparent; background: transparent; color: var(--yq-accent); padding: 0 8px; font-size: 0.875rem; }
      dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; margin: 8px 0; }
      dd { margin: 0; overflow-wrap: anywhere; }
      dt { color: var(--yq-quiet); }
      .panel > * + * { margin-top: 8px; }
    `,
  ];
  declare log: LogState;
  /** How many files the last export wrote; absent: none was made. */
  declare exported: number | undefined;
  declare error: WireError | undefined;
  /** Of the log that is written now; absent while it is not known. */
  declare header: LogHeader | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("isOpen") && this.isOpen) void this.#read();
  }

  async #read(): Promise<void> {
    // What cannot be read is said by the log's own state; here it is only left out.
    const logs = await keptLogs().catch(() => []);
    this.header = logs.find(({ id }) => id === this.log.log)?.header;
  }

  get #entries(): string | undefined {
    const [entries] = this.log.mark?.split(":") ?? [];
    return entries === undefined ? undefined : this.count(Number(entries));
  }

  override render(): TemplateResult {
    const { log } = this.say;
    const entries = this.#entries;
    return this.renderMenu("log", entries === undefined ? log.none : log.open(entries), () => this.#renderPanel(entries));
  }

  #renderPanel(entries: string | undefined): TemplateResult {
    const { log } = this.say;
    const { mark, problem, lost } = this.log;
    const { header } = this;
    const line = (title: string, value: string | undefined, testId: string): TemplateResult | typeof nothing =>
      value === undefined ? nothing : html`<dt>${title}</dt><dd class="number" data-testid=${testId}>${value}</dd>`;
    const problemCode = problem === "no_auditor" ? "page.log_no_auditor" : "page.log_unwritable";
    return html`
      <h2>${log.heading}</h2>
      <p>${log.about}</p>
      ${problem === undefined ? nothing : errorBox(this.language, { code: problemCode, params: {} })}
      ${lost === undefined ? nothing : errorBox(this.language, { code: "page.log_lost", params: { mark: lost } })}
      <dl>
        ${line(log.entries, entries, "log-entries")}${line(log.mark, mark, "log-mark")}
        ${line(log.since, header?.started.slice(0, "YYYY-MM-DD".length), "log-since")}${line(log.device, header?.device, "log-device")}
      </dl>
      <p class="note">${log.markHint}</p>
      ${errorBox(this.language, this.error)}
      <button type="button" class="primary" data-testid="log-export" ?disabled=${mark === undefined || problem !== undefined} @click=${() => this.emit("yq-export", null)}>${log.exportAll}</button>
      ${this.exported === undefined ? nothing : html`<p class="note" role="status" data-testid="log-exported">${log.exported(this.count(this.exported))}</p>`}
    `;
  }
}

define("yongquan-log", LogPanel);
