#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"
#include "app/model/record.h"

#include <QWidget>

#include <string>

class QComboBox;
class QLabel;

namespace faultline {

class CaseSession;
class ElidedLabel;
class Theme;

/// What a breakdown is made of, in one line: by which field, then by which, over what, against what, of which records.
class BreakdownHeader : public QWidget {
    Q_OBJECT

public:
    BreakdownHeader(CaseSession& session, const Theme& theme, QWidget* parent);

    RecordKind kind() const { return m_kind; }
    const std::string& by() const { return m_by; }
    const std::string& thenBy() const { return m_thenBy; }
    void setBy(const std::string& field);
    void setThenBy(const std::string& field);
    void setKind(RecordKind kind);
    /// "225,650 requests · 31 ms"
    void setResult(std::uint64_t records, std::chrono::milliseconds took);
    void clearResult();

signals:
    void byChanged();
    void thenByChanged();

private:
    void fillKinds();
    void fillFields();
    void fillBaselines();
    void updateRanges();
    void chooseBaseline(int index);

    CaseSession& m_session;
    const Theme& m_theme;
    RecordKind m_kind = RecordKind::Request;
    std::string m_by = "path";
    std::string m_thenBy;
    QLabel* m_kindLabel = nullptr;
    QComboBox* m_kindChoice = nullptr;
    QComboBox* m_byChoice = nullptr;
    QComboBox* m_thenChoice = nullptr;
    QComboBox* m_baselineChoice = nullptr;
    ElidedLabel* m_window = nullptr;
    ElidedLabel* m_result = nullptr;
};

/// "21:05–21:30", with the day where it is not the day of `other`.
QString spanText(const TimeRange& range, const CaseSession& session);
/// "1 request", "225,650 log lines"
QString recordsText(std::uint64_t count, RecordKind kind);

}    // namespace faultline
