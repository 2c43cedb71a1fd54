#pragma once

#include "app/base/result.h"    // before <chrono>, which moc cannot read first
#include "app/model/source.h"
#include "app/store/caseeditor.h"

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace faultline {

class CaseSession;
class Theme;
struct Clocks;

/// How the times of a source are read, with what a change does to its first and last; and everything known about it.
class SourceDialog : public QDialog {
    Q_OBJECT

public:
    /// Shows it; what is accepted becomes an undoable change.
    static void open(CaseSession& session, const Theme& theme, std::int64_t sourceId, QWidget* parent);
    SourceDialog(CaseSession& session, const Theme& theme, const Source& source, QWidget* parent);

    /// What was changed; nothing while a field cannot be read.
    std::optional<SourceChange> change() const;

private:
    void buildSettings(QFormLayout* form);
    void buildDetails(QFormLayout* form);
    void refresh();
    void compareClocks();
    void showClock(const Result<Clocks>& clocks);
    QString movedText(const std::optional<Timestamp>& time, const TimeZone& zone, Nanoseconds clock) const;

    CaseSession& m_session;
    const Theme& m_theme;
    Source m_source;
    QLineEdit* m_name = nullptr;
    QComboBox* m_zone = nullptr;
    QComboBox* m_anchor = nullptr;
    QLineEdit* m_clock = nullptr;
    QPushButton* m_compare = nullptr;
    QLabel* m_compared = nullptr;
    QLabel* m_first = nullptr;
    QLabel* m_last = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_apply = nullptr;
};

}    // namespace faultline
