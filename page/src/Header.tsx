// The top of the page: examples, saving, sharing, language and theme.
import { copied } from "./clipboard";
import { examples, type Example } from "./examples";
import { ExportMenu } from "./ExportMenu";
import { language, words, type Language } from "./language";
import { fragment } from "./link";
import { Menu } from "./Menu";
import { chosen, framework, inputs, notice, source, subject } from "./state";
import { theme, type Theme } from "./theme";

const say = words(
  {
    motto: "The model summary that shows its work",
    examples: "Examples",
    link: "Copy link",
    copied: "The link is copied: it holds the source itself, and no server keeps it.",
    address: "The link is in the address bar: it holds the source itself, and no server keeps it.",
    language: "Language",
    theme: "Theme",
    auto: "Auto",
    light: "Light",
    dark: "Dark",
    licences: "Licences",
  },
  {
    motto: "展示推导过程的模型摘要",
    examples: "示例",
    link: "复制链接",
    copied: "链接已复制：它自带源代码，服务器不保存任何内容。",
    address: "链接在地址栏中：它自带源代码，服务器不保存任何内容。",
    language: "语言",
    theme: "主题",
    auto: "自动",
    light: "浅色",
    dark: "深色",
    licences: "许可",
  },
);

export function Header() {
  return (
    <header class="top">
      <h1>
        shapeproof <span>{say("motto")}</span>
      </h1>
      <nav>
        <Menu label={say("examples")}>
          {(close) =>
            examples.map((one) => (
              <button key={one.title.en} onClick={() => (take(one), close())}>
                <b>{one.title[language.value]}</b> <em>{one.framework}</em>
                <small>{one.about[language.value]}</small>
              </button>
            ))
          }
        </Menu>
        <ExportMenu />
        <button onClick={() => void copyLink()}>{say("link")}</button>
        <select
          aria-label={say("language")}
          value={language.value}
          onChange={(event) => (language.value = event.currentTarget.value as Language)}
        >
          <option value="en" lang="en">
            English
          </option>
          <option value="zh" lang="zh">
            中文
          </option>
        </select>
        <select
          aria-label={say("theme")}
          value={theme.value}
          onChange={(event) => (theme.value = event.currentTarget.value as Theme)}
        >
          {(["auto", "light", "dark"] as const).map((one) => (
            <option key={one} value={one}>
              {say(one)}
            </option>
          ))}
        </select>
        <a href="licences.txt" target="_blank">
          {say("licences")}
        </a>
      </nav>
    </header>
  );
}

function take(example: Example): void {
  source.value = example.source;
  inputs.value = [""];
  framework.value = "";
  chosen.value = example.first;
}

/** Puts the link in the address bar and, where the browser lets us, in the clipboard. */
async function copyLink(): Promise<void> {
  const hash = await fragment(subject.value);
  history.replaceState(null, "", hash);
  notice.value = say((await copied(location.href)) ? "copied" : "address");
}
