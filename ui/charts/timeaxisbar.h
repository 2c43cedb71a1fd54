#pragma once

#include "app/base/result.h"
#include "ui/charts/plotmargins.h"

#include <QWidget>

#include <optional>

namespace faultline {

class CaseSession;
class Theme;

/// The one time axis below all charts: round times of the zone, the date where a day begins, zone and offset at its left end, the
/// cursor's time as a pill.
class TimeAxisBar : public QWidget {
    Q_OBJECT

public:
    TimeAxisBar(CaseSession& session, const Theme& theme, QWidget* parent);

    void paint(QPainter& painter, QRect rect) const;    ///< also into pictures
    QSize sizeHint() const override;
    /// The zone with every offset that holds in the view: "CEST (+02:00)", "CET (+01:00) → CEST (+02:00)".
    QString zoneText() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintTicks(QPainter& painter, QRect rect, const TimeScale& scale) const;
    void paintPill(QPainter& painter, QRect rect, const TimeScale& scale) const;

    CaseSession& m_session;
    const Theme& m_theme;
};

}    // namespace faultline
