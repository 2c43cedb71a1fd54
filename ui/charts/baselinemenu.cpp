#include "ui/charts/baselinemenu.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/plaintext.h"
#include "ui/timetext.h"

namespace faultline {

namespace {

constexpr qsizetype longestName = 60;

}    // namespace

BaselineMenu::BaselineMenu(const QString& title, CaseSession& session, Actions& actions, QWidget* parent) : QMenu(title, parent)
{
    for (const char* id : {"analyse.baseline", "analyse.baselineBefore", "analyse.baselineDay", "analyse.baselineWeek"})
        addAction(actions.action(id));
    const std::vector<SavedWindow>& saved = session.contents().savedWindows;
    if (!saved.empty())
        addSeparator();
    for (const SavedWindow& window : saved) {
        const QString text = tr("%1  –  %2").arg(shownText(window.name, longestName), rangeText(window.range, session.zone()));
        QAction* choice = addAction(QString(text).replace(QLatin1Char('&'), QLatin1String("&&")), &session,
                                    [&session, range = window.range] { session.setBaseline(range); });
        choice->setCheckable(true);
        choice->setChecked(session.look().baseline == window.range);
    }
}

}    // namespace faultline
