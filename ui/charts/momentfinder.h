#pragma once

#include <cstddef>    // before <chrono>, which moc cannot read as the first

#include "app/analysis/moments.h"
#include "ui/chartspec.h"

#include <QObject>
#include <QString>

#include <vector>

namespace faultline {

class CaseSession;

/// An unusual moment of a line of a chart.
struct ChartMoment {
    int line = 0;                 ///< index into ChartSpec::lines
    TimeRange span;
    UnusualKind kind = UnusualKind::Spike;
    bool isRise = true;
    QString name;                 ///< of the line's series
    QString sentence;             ///< "rises to 22.7 MB/s from 4.6 MB/s, for 26 min"
};

/// Looks for the unusual moments of the lines on the charts, in the background and over the whole case; again when the lines, the filter or the
/// case change.
class MomentFinder : public QObject {
    Q_OBJECT

public:
    MomentFinder(CaseSession& session, QObject* parent);

    void show();
    void hide();
    bool isShown() const { return m_isShown; }
    bool isSettled() const { return !m_isAsking; }
    std::vector<ChartMoment> of(const ChartSpec& chart) const;    ///< by time; none while they are hidden

signals:
    void changed();

private:
    void ask();
    void askAgain();
    void stop();

    CaseSession& m_session;
    std::vector<MomentRow> m_found;
    QString m_key;                ///< of what was asked last
    bool m_isShown = true;
    bool m_isAsking = false;
};

}    // namespace faultline
