#include "ui/goto.h"

#include "ui/casesession.h"

#include <algorithm>

namespace faultline {

void goToTime(CaseSession& session, Timestamp time)
{
    const TimeRange view = session.view();
    session.setCursor(time);
    if (view.contains(time))
        return;
    const Nanoseconds half = view.length() / 2;
    session.setView({time - half, time + half});
}

TimeRange windowFrom(const CaseSession& session, Timestamp begin)
{
    return {begin, begin + session.window().length()};
}

void askAt(CaseSession& session, const TimeRange& window)
{
    const TimeRange view = session.view();
    const bool showsWhole = !session.look().selection;
    if (showsWhole) {
        session.setView(window);
    } else if (!view.contains(window.begin) || window.end > view.end) {
        const Nanoseconds margin = (std::max(view.length(), window.length()) - window.length()) / 2;
        session.setView({window.begin - margin, window.end + margin});
    }
    if (!showsWhole)
        session.setSelection(window);
    session.setCursor(window.begin);
    session.show(Panel::Breakdown);
}

}    // namespace faultline
