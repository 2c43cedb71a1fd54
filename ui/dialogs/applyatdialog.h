#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"

#include <QDialog>

#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;

namespace faultline {

class CaseSession;

/// Asks when else to look: a typed time, a saved window or an entry of the timeline.
class ApplyAtDialog : public QDialog {
    Q_OBJECT

public:
    ApplyAtDialog(CaseSession& session, QWidget* parent);

    /// As long as the window of the session, beginning at what was chosen.
    std::optional<TimeRange> window() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Choice {
        QString title;
        Timestamp begin;
    };
    void fill();

    CaseSession& m_session;
    std::vector<Choice> m_choices;    ///< those listed
    QLineEdit* m_text = nullptr;
    QListWidget* m_list = nullptr;
    QLabel* m_answer = nullptr;
    QPushButton* m_accept = nullptr;
};

}    // namespace faultline
