import { startComfort } from "./comfort.js";
import { followCurtains } from "./curtain.js";
import { startInPlace } from "./in_place.js";
import { startInstallation } from "./installation.js";
import { startKnownPeople } from "./known_people.js";
import { startLive } from "./live.js";
import { startClosingMenus } from "./menus.js";
import { startTabs } from "./tabs.js";
import { startThemeChoice } from "./theme_choice.js";

startClosingMenus();
followCurtains(document);
startThemeChoice();
startTabs();
startComfort();
startKnownPeople();
startInstallation();
startInPlace();
startLive();
