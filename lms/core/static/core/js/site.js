import { startComfort } from "./comfort.js";
import { startClosingMenus } from "./menus.js";
import { startTabs } from "./tabs.js";
import { startThemeChoice } from "./theme_choice.js";

startClosingMenus();
startThemeChoice();
startTabs();
startComfort();
