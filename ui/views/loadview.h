#pragma once

#include "app/analysis/loadlatency.h"
#include "ui/charts/loadplot.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTimer;

namespace faultline {

class CaseSession;
class ElidedLabel;
class Theme;

/// Load against latency of the window, as a plot; which latency, and what the colours say, are chosen above it. The current point is the cursor of the
/// charts, a brush selects its stretch of time.
class LoadView : public QWidget {
    Q_OBJECT

public:
    LoadView(CaseSession& session, const Theme& theme, QWidget* parent);

    LoadPlot& plot() { return *m_plot; }
    QComboBox& colours() { return *m_colours; }
    QString message() const;        ///< what stands instead of the plot
    QString reading() const;        ///< of the current point
    bool isSettled() const { return !m_isAsking && !m_isOutdated; }

signals:
    void shown();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void askAgain();
    void reload();
    void stop();
    void take(Result<LoadLatency> answer);
    void fillLatencies();
    void fillColours();
    void colour();
    void tellCurrent();
    void select(std::size_t first, std::size_t last);
    void showMessage(const QString& text, const QString& action = {});

    CaseSession& m_session;
    QComboBox* m_latency = nullptr;
    QComboBox* m_colours = nullptr;
    ElidedLabel* m_reading = nullptr;
    QStackedWidget* m_pages = nullptr;
    LoadPlot* m_plot = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_action = nullptr;
    QTimer* m_waited = nullptr;
    QString m_key;
    Nanoseconds m_step{0};
    bool m_isAsking = false;
    bool m_isOutdated = true;
};

}    // namespace faultline
