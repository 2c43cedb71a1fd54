#pragma once

#include "app/base/result.h"
#include "app/base/timezone.h"

#include <QWidget>

class QMenu;
class QPushButton;

namespace faultline {

class Actions;
class AskPopup;
class CaseSession;
class RangeButton;
class Theme;

/// Back, forward, the visible range, zone and locator.
class TimeBar : public QWidget {
    Q_OBJECT

public:
    TimeBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

private:
    QPushButton* addButton(const QString& text, const char* action);
    void bindActions();
    void showRange();
    void showZone();
    void askRange();
    void askTime();
    void askWindowName();
    void copyRange() const;
    void pasteRange();
    void fillZoneMenu();
    void askZone();
    void chooseZone(const TimeZone& zone);    ///< the case remembers it
    void toggleUtc();
    TimeZone homeZone() const;                ///< what UTC is switched with

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    RangeButton* m_range = nullptr;
    QPushButton* m_zone = nullptr;
    QPushButton* m_utc = nullptr;
    QMenu* m_zoneMenu = nullptr;
    AskPopup* m_popup = nullptr;
    TimeZone m_lastZone;                      ///< shown before UTC
};

}    // namespace faultline
