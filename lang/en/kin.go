package en

import "github.com/quoth-bot/quoth/lang"

// kin groups words that are counted or said as the same thing when the figures
// and dates of reports are compared: "2,000 soldiers" answers "how many troops".
// It decides nothing else: no sentence is found, and no word counted as
// mentioned, by kinship. The groups were fitted by hand, to news of war, of
// treaties and of companies.
var kin = lang.Phrases(`
troops soldiers servicemen fighters forces personnel combatants army;
people persons individuals residents civilians inhabitants;
dead deaths killed died fatalities;
wounded injured casualties;
sent send deployed deploy deployment dispatched dispatch stationed moved transferred arrived arrival;
pact treaty agreement partnership accord deal;
ratified ratify ratification approved approve signed sign adopted passed;
trained training train;
founded established created opened;
began started launched;
ended finished completed concluded;
employees workers staff;
ships vessels boats;
planes aircraft jets`)
