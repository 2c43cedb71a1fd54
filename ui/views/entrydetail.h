#pragma once

#include "app/base/result.h"
#include "app/model/timelineentry.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;

namespace faultline {

class CaseSession;
class Theme;

/// What the list has no room for: the text of the selected entry, its evidence, and where the list is narrow its other fields.
class EntryDetail : public QWidget {
    Q_OBJECT

public:
    EntryDetail(CaseSession& session, const Theme& theme, QWidget* parent);

    enum class Fields { Shown, InList };    ///< whether the list has columns for them
    void setFields(Fields fields);
    void save();                            ///< what has been typed

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void refresh();
    void refreshEvidence();
    void openEvidence();
    void removeEvidence();
    void change(const QString& what, const std::function<void(TimelineEntry&)>& edit);

    CaseSession& m_session;
    const Theme& m_theme;
    std::optional<std::int64_t> m_entryId;
    QWidget* m_fields = nullptr;
    QComboBox* m_type = nullptr;
    QComboBox* m_precision = nullptr;
    QLineEdit* m_tags = nullptr;
    QLineEdit* m_owner = nullptr;
    QLineEdit* m_section = nullptr;
    QPlainTextEdit* m_body = nullptr;
    QListWidget* m_evidence = nullptr;
    QTimer m_saving;
};

}    // namespace faultline
