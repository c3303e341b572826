/** What the back offices of both dApps share: the operator signs in, looks again, does one thing at a time, signs out. */
import { html, nothing, render, type TemplateResult } from "lit";
import { findElement } from "./find-element.ts";
import { askAsOperator, OperatorError, operatorToken } from "./operator-api.ts";
import { words } from "../words.ts";

/** One firm's back office. */
export interface DeskOptions<T> {
  /** Who printed the operator's token. */
  firm: string;
  title: string;
  /** Reads what there is to see. @throws OperatorError */
  load(before: T | undefined): Promise<T>;
  /** How much that is, in one sentence. */
  count(seen: T): string;
  content(seen: T): TemplateResult[];
}

/** What the content may use. */
export interface Desk {
  /** The id of what is being worked on; meanwhile nothing else is begun. */
  readonly busy: string | undefined;
  draw(): void;
  /**
   * Posts to the back office's API, as the one thing that is worked on, and draws what came of it. A token that is void
   * signs out.
   * @param id of the case
   */
  act<R>(
    id: string,
    path: string,
    body: unknown,
    on: { answer(answer: R): void; problem(said: string): void },
  ): Promise<void>;
  /** Says something above all cases, until the next look. */
  notify(said: string): void;
}

/** Labels and values in columns. */
export function factsList(facts: readonly (readonly [label: string, value: string])[]): TemplateResult {
  return html`<dl>
    ${facts.map(
      ([label, value]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Opens the back office in `#app`. */
export function openDesk<T>({ firm, title, load, count, content }: DeskOptions<T>): Desk {
  const app = findElement("#app");
  let seen: T | undefined;
  let busy: string | undefined;
  let notice = "";

  function signIn(): TemplateResult {
    const onSubmit = (event: SubmitEvent): void => {
      event.preventDefault();
      operatorToken.set(String(new FormData(event.currentTarget as HTMLFormElement).get("token") ?? ""));
      void look();
    };
    return html`<h1>${words.title}</h1>
      <p class="lead">${words.enterToken(firm)}</p>
      ${problem()}
      <form @submit=${onSubmit}>
        <div class="field">
          <label for="token">${words.token}</label
          ><input id="token" name="token" type="password" autocomplete="off" required />
        </div>
        <p class="row"><button>${words.signIn}</button></p>
      </form>`;
  }

  const problem = (): TemplateResult | typeof nothing =>
    notice ? html`<p class="problem" role="alert">${notice}</p>` : nothing;

  function desk(shown: T): TemplateResult {
    return html`<h1>${title}</h1>
      <p class="row">
        <span role="status">${count(shown)}</span>
        <button class="quiet" @click=${() => void look()}>${words.lookAgain}</button>
        <button class="plain" @click=${() => signOut("")}>${words.signOut}</button>
      </p>
      ${problem()} ${content(shown)}`;
  }

  function draw(): void {
    render(seen === undefined ? signIn() : desk(seen), app);
  }
  function signOut(said: string): void {
    operatorToken.forget();
    seen = undefined;
    notice = said;
    draw();
  }
  /** What a refusal says, unless the token is void: then the operator is signed out. */
  function refused(error: unknown): string | undefined {
    if (!(error instanceof OperatorError)) throw error;
    if (error.status !== 401) return error.message;
    signOut(error.message);
    return undefined;
  }
  async function look(): Promise<void> {
    notice = "";
    try {
      seen = await load(seen);
    } catch (error) {
      const said = refused(error);
      if (said === undefined) return;
      notice = words.lookLater(said);
    }
    draw();
  }

  draw();
  if (operatorToken.get()) void look();
  return {
    get busy() {
      return busy;
    },
    draw,
    async act(id, path, body, on) {
      busy = id;
      draw();
      try {
        on.answer(await askAsOperator(path, body));
      } catch (error) {
        const said = refused(error);
        if (said !== undefined) on.problem(said);
      } finally {
        busy = undefined;
        draw();
      }
    },
    notify(said) {
      notice = said;
    },
  };
}
