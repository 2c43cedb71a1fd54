#pragma once

#include "app/base/result.h"
#include "app/query/recordtext.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace faultline {

class CaseSession;
class Theme;

/// Everything about one record: its untouched line, its place, every field with what filters to it or leaves it out.
class LineDetail : public QWidget {
    Q_OBJECT

public:
    LineDetail(CaseSession& session, const Theme& theme, QWidget* parent);

    void show(const RecordReference& record);
    void clear();
    QTreeWidget& fields() { return *m_fields; }

public slots:
    void copy();    ///< the untouched line, or the chosen field's value while that list has the focus

signals:
    void addRequested();
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Loaded {
        std::optional<std::string> line;
        std::vector<RecordField> fields;
    };
    void take(const Loaded& loaded);
    void filterBy(const QTreeWidgetItem* item, const QString& pattern);

    CaseSession& m_session;
    const Theme& m_theme;
    std::optional<RecordReference> m_record;
    Loaded m_loaded;
    QLabel* m_place = nullptr;
    QLabel* m_note = nullptr;
    QPlainTextEdit* m_line = nullptr;
    QTreeWidget* m_fields = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_copy = nullptr;
};

}    // namespace faultline
