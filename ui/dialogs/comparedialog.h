#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"

#include <QDialog>

#include <optional>
#include <vector>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace faultline {

class CaseSession;

/// Which other window is laid over this one: the same hours of another day, right before, a saved window, a typed time.
class CompareDialog : public QDialog {
    Q_OBJECT

public:
    CompareDialog(CaseSession& session, QWidget* parent);

    /// By how much the other window's lines move to the right; nothing while nothing valid is chosen.
    std::optional<Nanoseconds> shift() const;

private:
    struct Choice {
        QString text;
        std::optional<Nanoseconds> shift;    ///< nothing = as typed
    };
    void addChoice(const QString& text, std::optional<Nanoseconds> shift);
    void update();
    std::optional<Nanoseconds> typedShift() const;

    CaseSession& m_session;
    std::vector<Choice> m_choices;
    QListWidget* m_list = nullptr;
    QLineEdit* m_time = nullptr;
    QLabel* m_preview = nullptr;
    QPushButton* m_accept = nullptr;
};

}    // namespace faultline
