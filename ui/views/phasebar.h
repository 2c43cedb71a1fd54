#pragma once

#include <QWidget>

class QLabel;

namespace faultline {

class CaseSession;
class Theme;

/// "detect –  mitigate 26 min  resolve 49 min": the durations of the incident, from the tags of the timeline.
class PhaseBar : public QWidget {
    Q_OBJECT

public:
    PhaseBar(CaseSession& session, const Theme& theme, QWidget* parent);
    QString text() const;    ///< as it reads

private:
    void refresh();
    void color();

    CaseSession& m_session;
    const Theme& m_theme;
    QList<QLabel*> m_names;
    QList<QLabel*> m_values;
};

}    // namespace faultline
